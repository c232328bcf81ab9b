// SPDX-License-Identifier: MIT
#include "cmds/sattach/options.hpp"

#include "libms/text/number.hpp"

namespace ms::cmds::sattach {
namespace {

using options::Arg;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required;
constexpr Status works = Status::works, no_effect = Status::no_effect;

template <bool Settings::*Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}

/// A task's number, or "all".
template <std::optional<std::uint32_t> Settings::*Member>
Result<void> filter(Settings& s, std::string_view value, std::string_view name) {
    s.*Member = std::nullopt;
    if (value == "all") return {};
    const auto number = text::parse_unsigned(value);
    if (!number || *number > 0xFFFFFFFF)
        return fail(Errc::generic, "Invalid numeric value \"" + std::string(value) + "\" for " + std::string(name) + ".");
    s.*Member = static_cast<std::uint32_t>(*number);
    return {};
}
Result<void> filter_input(Settings& s, std::string_view value) { return filter<&Settings::input>(s, value, "input-filter"); }
Result<void> filter_output(Settings& s, std::string_view value) { return filter<&Settings::output>(s, value, "output-filter"); }
Result<void> filter_error(Settings& s, std::string_view value) { return filter<&Settings::error>(s, value, "error-filter"); }

Result<void> tell_more(Settings& s, std::string_view) {
    ++s.verbose;
    return {};
}

constexpr options::Option<Settings> table[] = {
    {{"debugger-test", 0, none, "", "", "", "", no_effect, false}},
    {{"error-filter", 0, required, "task", "standard error of this task alone"}, filter_error},
    {{"help", 'h', none, "", "show this text", "", "", works, false}, flag<&Settings::help>},
    {{"input-filter", 0, required, "task", "standard input for this task alone"}, filter_input},
    {{"label", 'l', none, "", "put the task's number before each line"}, flag<&Settings::label>},
    {{"layout", 0, none, "", "show which task is where, and attach to nothing"}, flag<&Settings::layout>},
    {{"output-filter", 0, required, "task", "standard output of this task alone"}, filter_output},
    {{"pty", 0, none, "", "type at task 0's terminal"}, flag<&Settings::pty>},
    {{"quiet", 'Q', none, "", "tell less", "", "", no_effect, false}},
    {{"usage", 'u', none, "", "show a short summary", "", "", works, false}, flag<&Settings::usage>},
    {{"verbose", 'v', none, "", "tell more", "", "", works, false}, tell_more},
    {{"version", 'V', none, "", "show the version", "", "", works, false}, flag<&Settings::version>},
};

}  // namespace

std::span<const options::Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sattach
