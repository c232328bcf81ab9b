// SPDX-License-Identifier: MIT
// Carries letters: each is a program of its own, a few at a time, none for longer than a minute. Nobody waits for them.
// What went wrong is said in the log: that a program is missing once, other failures when they are not the last one again.
//
// Threads: send() from any; the letters are carried by threads of the postman's own.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "daemon/log/log.hpp"
#include "daemon/notify/letter.hpp"

namespace msd::notify {

class Postman {
  public:
    explicit Postman(log::Log& log) : log_(log) {}
    /// What has not been sent yet is handed to its programs, and they are left to themselves.
    ~Postman();
    Postman(const Postman&) = delete;
    Postman& operator=(const Postman&) = delete;

    void send(Letter letter);

  private:
    void work();
    void carry(const Letter& letter);
    bool is_ending();
    void complain(const Letter& letter, const std::string& why);
    void complain_of_missing(const std::string& program);

    log::Log& log_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable changed_;
    std::deque<Letter> waiting_;
    std::vector<std::thread> carriers_;  // begun with the first letter
    std::set<std::string> missing_;      // programs that are known not to be there
    std::string last_failure_;
    bool ending_ = false;
};

}  // namespace msd::notify
