// SPDX-License-Identifier: MIT
#include "cmds/salloc/options.hpp"

#include <csignal>

#include "libms/text/signal.hpp"

namespace ms::cmds::salloc {
namespace {

using options::Arg;

template <Bell wanted>
Result<void> bell(Settings& settings, std::string_view) {
    settings.bell = wanted;
    return {};
}

Result<void> no_shell(Settings& settings, std::string_view) {
    settings.no_shell = true;
    return {};
}

Result<void> kill_command(Settings& settings, std::string_view value) {
    settings.kill_command = value.empty() ? SIGTERM : text::parse_signal(value);
    if (settings.kill_command) return {};
    return fail(Errc::bad_value, "Invalid --kill-command specification");
}
std::string show_kill_command(const Settings& settings) {
    return settings.kill_command ? std::to_string(*settings.kill_command) : "unset";
}

constexpr options::Option<Settings> own[] = {
    {{"bell", 0, Arg::none, "", "ring the terminal's bell when the resources are granted", "SALLOC_BELL"},
     bell<Bell::always>},
    {{"kill-command", 'K', Arg::optional, "signal", "signal for the command when the allocation is revoked (TERM)",
      "SALLOC_KILL_CMD", "signal"},
     kill_command, show_kill_command},
    {{"no-bell", 0, Arg::none, "", "never ring", "SALLOC_NO_BELL"}, bell<Bell::never>},
    {{"no-shell", 0, Arg::none, "", "leave when the resources are granted; scancel gives them back"}, no_shell},
};

}  // namespace

const options::SubmitTable<Settings>& table() {
    static const options::SubmitTable<Settings> rows(options::salloc, own);
    return rows;
}

Result<void> apply_sources(const options::CommandLine& line, Settings& settings) {
    using options::Source;
    MS_TRY(table().apply(options::from_environment(table().rows()), Source::environment, settings));
    MS_TRY(table().apply(line.given, Source::command_line, settings));
    options::keep_switch_wait("SALLOC_WAIT4SWITCH", settings.spec);
    MS_TRY(options::complete_submit(settings));
    return options::check_job(settings);
}

}  // namespace ms::cmds::salloc
