// SPDX-License-Identifier: MIT
// A step while it runs, as srun watches it: its tasks' ends, their data, and the signals that reach srun.
//
// States of the end: nothing yet; `aborting`, when srun has been told to end the step, so that what its tasks die of is
// no news; `over`, when the shepherd has said that no process is left. Slurm's rules decide who says what when.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "cmds/shared/event_loop.hpp"
#include "cmds/srun/options.hpp"
#include "cmds/srun/pty.hpp"
#include "cmds/srun/streams.hpp"
#include "cmds/srun/tasks.hpp"
#include "cmds/srun/viewers.hpp"
#include "libms/client/attendant.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::srun {

class Session {
  public:
    struct Parts {
        const CommandContext& context;
        const Settings& settings;
        const Step& step;
        SignalWatch& signals;
        client::Attendant& shepherd;
        client::Attendant* allocation;  // our own, which may be revoked; null in somebody else's job
        Streams& streams;
        Pty* pty;
        Viewers& viewers;
    };
    Session(Parts parts, Tasks tasks);

    /// From the launch to the step's end: the exit status.
    int run();
    /// What the job, if it is our own, ends with.
    int wait_status() const { return failure_ ? failure_ << 8 : tasks_.wait_status(); }

  private:
    // what comes from the shepherd
    void hear();
    void on(const attendance::Started& started);
    void on(const attendance::Exited& exited);
    void on(const attendance::Over& over);
    void on(const attendance::Line& line);
    void on(const attendance::Refused& refused);
    void hear_of_allocation();
    void tell_ends();
    void look_at_end(const attendance::Exited& exited);
    void late();

    // what comes from the user
    void take_signals();
    void interrupt();
    void quit(int signal);

    /// To all tasks.
    void send(int signal);
    /// As scancel does it, with SIGTERM first.
    void terminate();
    void tell_abort();
    std::chrono::seconds patience();
    void tell_states();
    std::string step_name() const;
    void verbose(const std::string& text) const;

    Parts p_;
    Tasks tasks_;
    EventLoop loop_;
    bool connected_ = true, over_ = false, aborting_ = false, terminated_ = false, abort_told_ = false;
    bool interrupted_ = false;  // within the last second
    attendance::Over end_;
    std::optional<std::chrono::seconds> patience_;  // how long what is to end may take
    bool ends_timer_ = false;
    bool wait_timer_ = false;
    int failure_ = 0;
};

}  // namespace ms::cmds::srun
