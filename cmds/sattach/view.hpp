// SPDX-License-Identifier: MIT
// A running step as its srun shows it: what its tasks write comes here, what is typed here goes there.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cmds/sattach/followed_file.hpp"
#include "cmds/sattach/options.hpp"
#include "cmds/shared/event_loop.hpp"
#include "cmds/shared/line_writer.hpp"
#include "cmds/shared/terminal.hpp"
#include "libms/client/attendant.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sattach {

class View {
  public:
    /// `step`: as in messages.
    View(const CommandContext& context, const Settings& settings, client::Attendant srun, std::string step)
        : context_(context), settings_(settings), srun_(std::move(srun)), step_(std::move(step)) {}

    /// Until the step ends or srun has gone: the exit status, which is the worst of the tasks that ended meanwhile.
    int run();

  private:
    void hear();
    void on(const attendance::Attached& attached);
    void on(const attendance::Output& output);
    void on(const attendance::Exited& exited);
    void on(const attendance::Line& line);
    void on(const attendance::Over& over);

    bool wanted(std::uint32_t task, bool is_error) const;
    LineWriter& writer(std::uint32_t task, bool is_error);
    void follow(const attendance::Attached& attached);
    void tell_of_hidden(const attendance::Attached& attached);
    void start_input(const attendance::Attached& attached);
    void listen_to_input();
    void take_input();

    const CommandContext& context_;
    const Settings& settings_;
    client::Attendant srun_;
    std::string step_;
    EventLoop loop_;
    bool connected_ = true, attached_ = false, over_ = false;
    bool takes_input_ = false;
    std::uint32_t tasks_ = 0;
    std::vector<std::unique_ptr<LineWriter>> writers_;  // by task, standard output and error beside each other
    std::vector<std::unique_ptr<FollowedFile>> files_;
    std::unique_ptr<RawTerminal> raw_;
    int status_ = 0;
};

}  // namespace ms::cmds::sattach
