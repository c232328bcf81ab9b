// SPDX-License-Identifier: MIT
// msd's side of the zygote (stepd/zygote.hpp): start it, hand it the streams of jobs to be, start it again when it
// has died.
#pragma once

#include <string>
#include <sys/types.h>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"

namespace msd::exec {

using namespace ms;

class ZygoteProcess {
  public:
    /// `program`: the path of msstepd. It is started when the first job needs it.
    explicit ZygoteProcess(std::string program) : program_(std::move(program)) {}
    ~ZygoteProcess() { stop(); }
    ZygoteProcess(const ZygoteProcess&) = delete;
    ZygoteProcess& operator=(const ZygoteProcess&) = delete;

    /// Send one end of a job's stream. A zygote that has died or does not take it is replaced, once.
    /// Error: a sentence for the job's record.
    Result<void> hand_over(int stream);
    pid_t pid() const { return pid_; }

  private:
    Result<void> start();
    void stop();
    bool send(int stream) const;

    std::string program_;
    Fd socket_;
    pid_t pid_ = 0;
};

}  // namespace msd::exec
