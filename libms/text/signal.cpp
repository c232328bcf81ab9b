// SPDX-License-Identifier: MIT
#include "libms/text/signal.hpp"

#include <csignal>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

struct SignalRow {
    std::string_view name;
    int number;
};
constexpr SignalRow signals[] = {
    {"HUP", SIGHUP},   {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"ABRT", SIGABRT}, {"KILL", SIGKILL}, {"ALRM", SIGALRM},
    {"TERM", SIGTERM}, {"CHLD", SIGCHLD}, {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"PIPE", SIGPIPE}, {"URG", SIGURG},
    {"CONT", SIGCONT}, {"STOP", SIGSTOP}, {"TSTP", SIGTSTP}, {"TTIN", SIGTTIN}, {"TTOU", SIGTTOU}, {"XCPU", SIGXCPU},
};
constexpr std::uint64_t highest_signal = 64;          // SIGRTMAX of Linux
constexpr std::uint64_t longest_warning_seconds = 65535;

}  // namespace

std::optional<int> parse_signal(std::string_view text) {
    if (const auto number = parse_unsigned(text)) {
        if (*number == 0 || *number > highest_signal) return std::nullopt;
        return static_cast<int>(*number);
    }
    if (starts_with_ignoring_case(text, "SIG")) text.remove_prefix(3);
    for (const auto& row : signals)
        if (equal_ignoring_case(text, row.name)) return row.number;
    return std::nullopt;
}

std::string signal_name(int number) {
    for (const auto& row : signals)
        if (row.number == number) return std::string(row.name);
    return std::to_string(number);
}

Result<WarnSignal> parse_warn_signal(std::string_view text) {
    const auto refused = [text] { return fail(Errc::usage, "Invalid --signal specification: " + std::string(text)); };
    WarnSignal warn;
    std::string_view rest = text;
    if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
        if (colon == 0) return refused();
        for (const char flag : rest.substr(0, colon)) {
            if (flag != 'B' && flag != 'R') return refused();
            (flag == 'B' ? warn.batch_only : warn.overlap_reservation) = true;
        }
        rest.remove_prefix(colon + 1);
    }
    if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
        const auto seconds = parse_unsigned(rest.substr(at + 1));
        if (!seconds || *seconds > longest_warning_seconds) return refused();
        warn.before_seconds = static_cast<std::uint32_t>(*seconds);
        rest = rest.substr(0, at);
    }
    const auto number = parse_signal(rest);
    if (!number) return refused();
    warn.number = *number;
    return warn;
}

}  // namespace ms::text
