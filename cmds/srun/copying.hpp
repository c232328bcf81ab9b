// SPDX-License-Identifier: MIT
// Data that srun itself carries: from tasks to a terminal or behind labels, and from one input to several tasks.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cmds/shared/event_loop.hpp"
#include "cmds/shared/line_writer.hpp"

namespace ms::cmds::srun {

/// From one end of a task's stream to where it is to be seen.
class OutputCopy {
  public:
    using Way = LineWriter::Way;
    /// `to` stays open elsewhere.
    OutputCopy(Fd from, int to, Way way) : from_(std::move(from)), to_(to, std::move(way)) {}

    void start(EventLoop& loop);
    /// The stream has ended, and all of it is written.
    bool done() const { return !from_; }
    /// Take what is there and no more: for a stream that somebody keeps open.
    void finish(EventLoop& loop);

  private:
    enum class Taken { some, nothing, end };
    Taken take();

    Fd from_;
    LineWriter to_;
};

/// From srun's input, or what put() brings, to one or several tasks. A task that reads no more is left out; a slow one holds up the rest.
class InputCopy {
  public:
    /// `from` -1: from put() alone.
    InputCopy(int from, std::vector<Fd> to);
    void start(EventLoop& loop);
    /// More for that one of `to`, or for all.
    void put(EventLoop& loop, std::optional<std::size_t> reader, std::string_view bytes);
    /// No more comes, from nowhere.
    void end_all(EventLoop& loop);
    /// Nobody is left to be written to.
    bool done() const;
    /// Nothing waits for a slow task.
    bool has_room() const;

  private:
    struct Reader {
        Fd to;
        std::string waiting;
    };
    void take(EventLoop& loop);
    void look_again(EventLoop& loop);
    void push(EventLoop& loop, Reader& reader);
    void close(EventLoop& loop, Reader& reader);

    int from_;
    std::vector<Reader> readers_;
    bool ended_ = false;
};

}  // namespace ms::cmds::srun
