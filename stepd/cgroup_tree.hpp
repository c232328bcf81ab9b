// SPDX-License-Identifier: MIT
// The job's control group: what holds its processes and its memory where the machine has cgroup v2 and a part of it
// is delegated to msd. Where it has not, NoCgroup stands in, and the shepherd follows the process tree itself.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"

namespace stepd {

/// What the kernel counted; absent when it did not.
struct CgroupUsage {
    std::optional<std::uint64_t> memory_peak_bytes;
    std::optional<std::uint64_t> user_usec;
    std::optional<std::uint64_t> system_usec;
    std::uint64_t oom_kills = 0;
};

class CgroupTree {
  public:
    virtual ~CgroupTree() = default;
    /// Make the group; a memory limit of 0 bytes means none. With a limit the whole job dies when it is reached.
    virtual ms::Result<void> create(std::uint64_t memory_limit_bytes) = 0;
    /// Move the calling process in: by the forked child, while it still may.
    virtual ms::Result<void> enter() const = 0;
    /// SIGKILL everything inside, atomically against forks. False: there is no group that could.
    virtual bool kill() const = 0;
    virtual CgroupUsage usage() const = 0;
    virtual void remove() = 0;
};

/// One directory of a cgroup v2 hierarchy (or of a test's imitation).
class CgroupV2 final : public CgroupTree {
  public:
    explicit CgroupV2(std::string directory) : path_(std::move(directory)) {}
    ms::Result<void> create(std::uint64_t memory_limit_bytes) override;
    ms::Result<void> enter() const override;
    bool kill() const override;
    CgroupUsage usage() const override;
    void remove() override;

  private:
    ms::Result<void> write(const char* file, std::string_view text) const;
    std::string read(const char* file) const;  // "" when it is not there

    std::string path_;
    ms::Fd directory_;
};

class NoCgroup final : public CgroupTree {
  public:
    ms::Result<void> create(std::uint64_t) override { return {}; }
    ms::Result<void> enter() const override { return {}; }
    bool kill() const override { return false; }
    CgroupUsage usage() const override { return {}; }
    void remove() override {}
};

/// NoCgroup for an empty directory name.
std::unique_ptr<CgroupTree> make_cgroup(const std::string& directory);

/// The number behind `key` in a flat-keyed file ("oom_kill 2\n…").
std::optional<std::uint64_t> parse_keyed(std::string_view text, std::string_view key);

}  // namespace stepd
