// SPDX-License-Identifier: MIT
#include "cmds/scrontab/options.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>

#include "libms/text/number.hpp"

namespace ms::cmds::scrontab {
namespace {

using options::Arg;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required;

template <bool Settings::*Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}

template <Action wanted>
Result<void> act(Settings& s, std::string_view) {
    if (s.action != Action::install && s.action != wanted)
        return fail(Errc::usage, "only one of -e, -l and -r can be done");
    s.action = wanted;
    return {};
}

Owner owner_of(const passwd& entry) { return {entry.pw_uid, entry.pw_gid, entry.pw_name, entry.pw_dir}; }

Result<void> user(Settings& s, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    const passwd* entry = number ? getpwuid(static_cast<UserId>(*number)) : getpwnam(std::string(value).c_str());
    if (!entry) return fail(Errc::bad_value, "Invalid user: " + std::string(value));
    s.owner = owner_of(*entry);
    return {};
}

Result<void> verbose(Settings& s, std::string_view) {
    ++s.verbose;
    return {};
}

constexpr options::Option<Settings> table[] = {
    {{"edit", 'e', none, "", "edit the crontab with VISUAL, EDITOR or vi"}, act<Action::edit>},
    {{"help", 0, none, "", "show this text"}, flag<&Settings::help>},
    {{"list", 'l', none, "", "print the crontab"}, act<Action::list>},
    {{"remove", 'r', none, "", "remove the crontab; what runs goes on, for the last time"}, act<Action::remove>},
    {{"usage", 0, none, "", "show a short summary"}, flag<&Settings::usage>},
    {{"user", 'u', required, "name|uid", "the crontab of this user (administrators only)", "", "user"}, user},
    {{"verbose", 'v', none, "", "tell the job of each entry"}, verbose},
    {{"version", 'V', none, "", "show the version"}, flag<&Settings::version>},
};

}  // namespace

std::span<const options::Option<Settings>> option_table() { return table; }

Owner myself() {
    Owner owner{getuid(), getgid(), std::to_string(getuid()), "/"};
    if (const passwd* entry = getpwuid(getuid())) owner = owner_of(*entry);
    if (const char* home = std::getenv("HOME"); home && *home) owner.home = home;
    return owner;
}

}  // namespace ms::cmds::scrontab
