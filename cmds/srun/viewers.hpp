// SPDX-License-Identifier: MIT
// Those who look on at a step that runs: each a sattach, at the other end of a stream that came through the shepherds.
//
// Nothing is carried for their sake before they come. What passes through srun anyway they get too, and the last of what
// has passed; a file that a task writes itself they get to read; of the rest they are told that it is not to be seen
// (docs/adr/0014). A viewer never holds up the step: who does not read is left behind.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cmds/shared/event_loop.hpp"
#include "cmds/srun/copying.hpp"
#include "libms/client/attendant.hpp"
#include "libms/model/attendance.hpp"

namespace ms::cmds::srun {

class Viewers {
  public:
    // What the step's streams are, before it begins.

    /// It passes through srun: what the result is called with is seen.
    std::function<void(std::string_view)> carry(std::uint32_t task, bool is_error);
    /// The task has `fd` itself, which stays open here.
    void hand_over(std::uint32_t task, bool is_error, int fd);
    /// `input` carries to these tasks, in its order.
    void give_input(InputCopy& input, std::vector<std::uint32_t> tasks);
    /// The task reads srun's own standard input.
    void share_input(std::uint32_t task);
    void tell_of_terminal() { shown_.terminal = true; }

    // While it runs.

    void admit(Fd stream, std::uint32_t tasks, EventLoop& loop);
    template <class T>
    void tell(attendance::Kind kind, const T& body) {
        send_all(protocol::encode_message(kind, body));
    }
    /// What was told reaches them, unless they do not read.
    void finish();

  private:
    struct Viewer {
        client::Attendant stream;
        Fd out;  // the same stream: a loop watches a descriptor for one thing
        std::string unsent;
    };
    struct File {
        int fd = -1;
        std::uint64_t begin = 0;
    };
    void show(std::uint32_t task, bool is_error, std::string_view bytes);
    void send_all(const std::string& message);
    void send(int viewer, std::string_view bytes);
    void flush(int viewer);
    void listen(int viewer);
    void hear(int viewer);
    void take(const attendance::Input& input);
    InputCopy* input_to();
    bool introduce(client::Attendant& stream);
    void let_go(int viewer);

    EventLoop* loop_ = nullptr;  // since the first one came
    attendance::Attached shown_;
    std::vector<File> files_;
    InputCopy* input_ = nullptr;
    std::vector<std::uint32_t> input_tasks_;
    bool shares_input_ = false;               // input_tasks_ has the one that reads srun's standard input
    std::unique_ptr<InputCopy> into_pipe_;    // which is a pipe, as a viewer writes it
    std::map<int, Viewer> viewers_;           // by numbers, which are never used again
    int next_viewer_ = 0;
    std::deque<std::string> past_;            // messages
};

}  // namespace ms::cmds::srun
