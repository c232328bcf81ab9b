// SPDX-License-Identifier: MIT
// The client seam for tests of commands: keeps what it is sent and answers what the test says.
//
// Every request travels through the wire encoding and back, so a field that describe.hpp forgets is missing here too.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/client/client.hpp"
#include "libms/options/command.hpp"

namespace ms::test {

class FakeClient : public client::Client {
  public:
    using Answer = std::function<Result<Reply>(const Request&)>;

    explicit FakeClient(Answer answer = {});
    Result<void> send(const Request& request) override;
    Result<Reply> receive() override;
    int descriptor() const override { return always_readable_.get(); }
    void abandon() override { answer_of_open_question_.reset(); }

    std::vector<Request> requests;  // as the daemon would see them

    /// The only request sent; fails the test when it is another one or not alone.
    template <class T>
    const T& only() const {
        if (requests.size() == 1 && std::holds_alternative<T>(requests[0])) return std::get<T>(requests[0]);
        return missing<T>();
    }
    /// The last request of one kind.
    template <class T>
    const T& last() const {
        for (auto at = requests.rbegin(); at != requests.rend(); ++at)
            if (std::holds_alternative<T>(*at)) return std::get<T>(*at);
        return missing<T>();
    }

  private:
    template <class T>
    const T& missing() const {
        ADD_FAILURE() << "the request looked for is not among the " << requests.size() << " sent";
        static const T empty{};
        return empty;
    }

    Answer answer_;
    std::optional<Result<Reply>> answer_of_open_question_;
    Fd always_readable_;
};

/// What a command printed and how it ended.
struct Ran {
    int status = 0;
    std::string out;
    std::string err;
};

/// Call a command's run() in this process with `input` as its standard input.
Ran run_command(int (*run)(const CommandContext&), const std::string& program, std::vector<std::string> words,
                client::Client& client, const std::string& input = "", Time now = from_epoch_seconds(1'800'000'000));

}  // namespace ms::test
