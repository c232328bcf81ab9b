// SPDX-License-Identifier: MIT
// Data that srun itself carries: from tasks to a terminal or behind labels, and from one input to several tasks.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "cmds/event_loop.hpp"

namespace ms::cmds::srun {

/// From one end of a task's stream to where it is to be seen.
class OutputCopy {
  public:
    struct Way {
        std::string label;      // before each line: "0: "
        bool by_lines = false;  // a line is written when it is whole
    };
    /// `to` stays open elsewhere.
    OutputCopy(Fd from, int to, Way way) : from_(std::move(from)), to_(to), way_(std::move(way)) {}

    void start(EventLoop& loop);
    /// The stream has ended, and all of it is written.
    bool done() const { return !from_; }
    /// Take what is there and no more: for a stream that somebody keeps open.
    void finish(EventLoop& loop);

  private:
    enum class Taken { some, nothing, end };
    Taken take();
    void give(std::string_view bytes);
    void give_lines(bool rest_too);

    Fd from_;
    int to_;
    Way way_;
    std::string waiting_;       // a line's beginning
    bool in_line_ = false;      // its label is written
    bool broken_ = false;       // nobody reads any more
};

/// From srun's input to one or several tasks. A task that reads no more is left out; a slow one holds up the rest.
class InputCopy {
  public:
    InputCopy(int from, std::vector<Fd> to);
    void start(EventLoop& loop);

  private:
    struct Reader {
        Fd to;
        std::string waiting;
    };
    void take(EventLoop& loop);
    void look_again(EventLoop& loop);
    void push(EventLoop& loop, Reader& reader);
    void end(EventLoop& loop, Reader& reader);

    int from_;
    std::vector<Reader> readers_;
    bool ended_ = false;
};

}  // namespace ms::cmds::srun
