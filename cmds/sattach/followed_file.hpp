// SPDX-License-Identifier: MIT
// A file that a task writes, read as it grows.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "cmds/shared/event_loop.hpp"

namespace ms::cmds::sattach {

class FollowedFile {
  public:
    using Reader = std::function<void(std::string_view)>;
    /// From its last lines on, of what was written behind `begin`.
    FollowedFile(Fd file, std::uint64_t begin, Reader reader);
    /// Until finish(). Error: the system does not tell of changes.
    Result<void> start(EventLoop& loop);
    /// What there is, and no more.
    void finish(EventLoop& loop);

  private:
    void read_on();

    Fd file_, changes_;  // the second one an inotify(7)
    std::uint64_t at_;
    Reader reader_;
};

}  // namespace ms::cmds::sattach
