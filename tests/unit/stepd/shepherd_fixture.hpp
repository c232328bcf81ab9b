// SPDX-License-Identifier: MIT
// The real msstepd in a temporary directory, and a test in the place of msd.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <sys/types.h>

#include "libms/base/fd.hpp"
#include "stepd/message.hpp"

namespace stepd::test {

/// A pipe with a name: what a script writes there the test reads, and its end comes when no process holds it.
class Fifo {
  public:
    explicit Fifo(std::string path);
    const std::string& path() const { return path_; }
    std::string read_line();
    void write_line();     // let a script go on that reads from it
    bool all_closed();     // no process has it open for writing any more

  private:
    std::string path_;
    ms::Fd fd_;
};

/// msd's end of one job's stream.
class JobStream {
  public:
    explicit JobStream(ms::Fd fd) : fd_(std::move(fd)) {}
    template <class T>
    void send(Kind kind, const T& body) {
        ASSERT_TRUE(ms::write_all(fd_.get(), encode(kind, body)));
    }
    void acknowledge() { send(Kind::ack, Empty{}); }
    void acknowledge_and_order(const LaunchOrder& next) {
        send(Kind::stay, Empty{});
        send(Kind::order, next);
    }
    void hang_up() { fd_.reset(); }
    void ending() { expect<Empty>(Kind::ending); }
    StartedReport started() { return expect<StartedReport>(Kind::started); }
    Verdict verdict() { return expect<Verdict>(Kind::verdict); }
    /// The verdict, with or without ends of steps told before it.
    Verdict next_verdict() {
        for (;;) {
            const auto [kind, body] = next();
            if (kind == Kind::step_ended || kind == Kind::usage) continue;
            Verdict verdict;
            EXPECT_EQ(static_cast<char>(kind), static_cast<char>(Kind::verdict));
            EXPECT_TRUE(decode(body, verdict));
            return verdict;
        }
    }
    UsageReport usage() { return expect<UsageReport>(Kind::usage); }
    StepReport step_ended() { return expect<StepReport>(Kind::step_ended); }
    FailedReport failed() { return expect<FailedReport>(Kind::failed); }
    /// Wait until the shepherd has closed its end.
    bool at_end();

  private:
    template <class T>
    T expect(Kind kind) {
        T value;
        const auto [got, body] = next();
        EXPECT_EQ(static_cast<char>(got), static_cast<char>(kind));
        EXPECT_TRUE(decode(body, value));
        return value;
    }
    std::pair<Kind, std::string> next();

    ms::Fd fd_;
    MessageBuffer buffer_;
};

class ShepherdTest : public ::testing::Test {
  protected:
    ShepherdTest();
    ~ShepherdTest() override;

    /// A job that runs `body` by /bin/sh in dir(), its output in dir()/out.
    LaunchOrder order(const std::string& body) const;
    /// `more`: encoded messages in the same write.
    JobStream launch(const LaunchOrder& order, const std::string& more = "");
    /// msd dies between sending the order and the shepherd's birth. Returns when the shepherd has ended.
    void launch_orphan(const LaunchOrder& order);
    JobStream reconnect(const LaunchOrder& order) const;
    /// Launch, take both reports, acknowledge, wait for the end.
    Verdict run(const LaunchOrder& order);

    const std::string& dir() const { return dir_; }
    std::string path(const std::string& name) const { return dir_ + "/" + name; }
    std::string text(const std::string& name) const;
    bool exists(const std::string& path) const;
    pid_t zygote_pid() const { return zygote_; }
    void close_zygote() { socket_.reset(); }

  private:
    void hand_over(int stream);

    std::string dir_;
    ms::Fd socket_;
    pid_t zygote_ = 0;
};

/// Wait until a process that may be no child of ours has ended.
void wait_for_end(pid_t pid);

}  // namespace stepd::test
