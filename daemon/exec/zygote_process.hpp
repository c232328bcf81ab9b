// SPDX-License-Identifier: MIT
// msd's side of the zygote (stepd/zygote.hpp): start it, hand it the streams of jobs to be, start it again when it
// has died.
#pragma once

#include <string>
#include <sys/types.h>
#include <utility>
#include <vector>

#include "daemon/exec/group_sources.hpp"
#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "stepd/protocol.hpp"

namespace msd::exec {

using namespace ms;

/// msstepd beside the program that runs.
std::string stepd_program();

class ZygoteProcess {
  public:
    /// `program`: the path of msstepd. It is started when the first job needs it, if not before. `sources`: where it
    /// may have control groups for jobs, tried in this order; the last resort is to do without.
    explicit ZygoteProcess(std::string program, std::vector<GroupSource> sources = {})
        : program_(std::move(program)), sources_(std::move(sources)) {}
    ~ZygoteProcess() { stop(); }
    ZygoteProcess(ZygoteProcess&& other) noexcept
        : program_(std::move(other.program_)), sources_(std::move(other.sources_)), starts_(other.starts_),
          groups_(std::move(other.groups_)),
          socket_(std::move(other.socket_)), pid_(std::exchange(other.pid_, 0)) {}
    ZygoteProcess& operator=(ZygoteProcess&&) = delete;

    Result<void> start();
    /// What the running one has told.
    const stepd::GroupReport& groups() const { return groups_; }

    /// Send one end of a job's stream. A zygote that has died or does not take it is replaced, once.
    /// Error: a sentence for the job's record.
    Result<void> hand_over(int stream);
    pid_t pid() const { return pid_; }

  private:
    Result<void> start(const GroupSource& source);
    bool hear_groups();
    void stop();
    bool send(int stream) const;

    std::string program_;
    std::vector<GroupSource> sources_;
    unsigned starts_ = 0;  // a scope lives on with its jobs when its zygote has died: the next one needs another name
    stepd::GroupReport groups_;
    Fd socket_;
    pid_t pid_ = 0;
};

}  // namespace msd::exec
