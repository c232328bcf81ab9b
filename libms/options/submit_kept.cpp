// SPDX-License-Identifier: MIT
// Submit options for what this machine does not have: checked as Slurm checks them, kept with the job, without effect.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "libms/base/letters.hpp"
#include "libms/options/submit_setters.hpp"
#include "libms/text/duration.hpp"

namespace ms::options::submit {
namespace {

/// "Invalid --NAME argument" behind the reason.
Failure bad_argument(const std::string& why) { return fail(Errc::bad_value, why); }

bool starts_number(std::string_view text) { return !text.empty() && text[0] >= '0' && text[0] <= '9'; }

/// Where a frequency stands among others: kHz, or a word, which is above all numbers.
std::optional<std::uint64_t> frequency(std::string_view text) {
    constexpr std::string_view words[] = {"low", "medium", "highm1", "high"};
    constexpr std::uint64_t above_numbers = std::uint64_t{1} << 40;
    for (std::size_t i = 0; i < std::size(words); ++i)
        if (equal_ignoring_case(text, words[i])) return above_numbers + i;
    const auto number = text::parse_unsigned(text);
    return number && *number < above_numbers ? number : std::nullopt;
}

bool is_governor(std::string_view text) {
    return one_of(text, "conservative ondemand performance powersave schedutil userspace");
}

struct Stranger {
    std::string item;  // without 0x
    char sign;
};
/// A comma list of numbers, each perhaps with *REPEAT; masks are hexadecimal. The first character that does not belong.
std::optional<Stranger> stranger_in_list(std::string_view list, bool masks) {
    constexpr const char* digits = "0123456789";
    for (std::string item : text::split_list(list)) {
        if (item.starts_with("0x") || item.starts_with("0X")) item.erase(0, 2);
        const std::size_t star = std::min(item.find('*'), item.size());
        std::size_t at = item.substr(0, star).find_first_not_of(masks ? "0123456789abcdefABCDEF" : digits);
        if (at == std::string::npos && star < item.size()) at = item.find_first_not_of(digits, star + 1);
        if (at != std::string::npos) return Stranger{item, item[at]};
    }
    return std::nullopt;
}

/// Slurm's word where AllowSpecResourcesUsage is not set, which means something in slurm.conf alone.
Result<void> ignore_reserved(SubmitSettings& s, std::string_view value, std::string_view name, std::uint64_t least, const char* shown) {
    const auto number = text::parse_unsigned(value);
    if (!number || *number < least) return invalid_number(value, name);
    s.complaints.push_back(std::string("Ignoring ") + shown +
                           " since it's not allowed by configuration (AllowSpecResourcesUsage = No)");
    return {};
}

std::string kept(const SubmitSettings& s, std::string_view option) {
    for (const auto& [name, value] : s.spec.kept_options)
        if (name == option) return value;
    return {};
}

std::string full_time(std::string_view text) {
    const auto limit = text::parse_time_limit(text);
    return limit ? text::format_limit_long(*limit) : std::string(text);
}

}  // namespace

Result<void> acctg_freq(SubmitSettings& s, std::string_view value) {
    const auto good = [](const std::string& item) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos) return text::parse_unsigned(item).has_value();
        return one_of(item.substr(0, equals), "task energy network filesystem") &&
               text::parse_unsigned(item.substr(equals + 1));
    };
    for (const std::string& item : text::split_list(value))
        if (!good(item)) return bad_argument("Invalid --acctg-freq specification: " + std::string(value));
    s.spec.acctg_freq = value;
    return {};
}

Result<void> core_spec(SubmitSettings& s, std::string_view value) { return ignore_reserved(s, value, "core-spec", 0, "-S"); }

Result<void> thread_spec(SubmitSettings& s, std::string_view value) {
    return ignore_reserved(s, value, "thread-spec", 1, "--thread-spec");
}

Result<void> cpu_freq(SubmitSettings&, std::string_view value) {
    const auto refuse = [](const std::string& why) { return bad_argument(why + "\nInvalid --cpu-freq argument"); };
    const auto unknown = [&](std::string_view part) {
        return refuse("unrecognized --cpu-freq argument \"" + std::string(part) + "\"");
    };
    const std::size_t colon = value.find(':');
    const std::string_view range = value.substr(0, colon);
    const std::size_t dash = range.find('-');
    const std::string_view least = range.substr(0, dash);
    if (dash == std::string_view::npos) {
        if (colon != std::string_view::npos)
            return refuse("gov on cpu-frec (" + std::string(value.substr(colon + 1)) + ") illegal without max");
        return frequency(least) || is_governor(least) ? Result<void>{} : unknown(least);
    }
    const std::string_view most = range.substr(dash + 1);
    const auto low = frequency(least), high = frequency(most);
    if (!low || !high) return unknown(low ? most : least);
    if (*low > *high)
        return refuse("min cpu-frec (" + std::string(least) + ") must be < max cpu-freq (" + std::string(most) + ")");
    if (colon != std::string_view::npos && !is_governor(value.substr(colon + 1)))
        return refuse("illegal governor: " + std::string(value.substr(colon + 1)) + " on --cpu-freq");
    return {};
}

namespace {

/// How tasks are bound to devices: [verbose,]closest|none|single:N|per_task:N|map:LIST|mask:LIST
Result<void> check_bind(std::string_view kind, const std::string& invalid) {
    for (const std::string_view verbose : {"verbose,", "v,"})
        if (kind.starts_with(verbose)) kind.remove_prefix(verbose.size());
    if (!kind.empty() && one_of(kind.substr(0, 1), "c n")) return {};  // closest, none: Slurm reads one letter of them
    for (const std::string_view prefix : {"single:", "per_task:"})
        if (starts_with_ignoring_case(kind, prefix)) return {};
    for (const std::string_view prefix : {"map_gpu:", "map:", "mask_gpu:", "mask:"}) {
        if (!starts_with_ignoring_case(kind, prefix)) continue;
        const std::string_view list = kind.substr(prefix.size());
        const auto stranger = stranger_in_list(list, prefix.starts_with("mask"));
        if (!stranger) return {};
        return bad_argument("Failed to validate " + stranger->item + ", offending character is " + stranger->sign + "\n" +
                            invalid);
    }
    return bad_argument(invalid);
}

}  // namespace

Result<void> gpu_bind(SubmitSettings&, std::string_view value) {
    return check_bind(value, "Invalid --gpu-bind argument: gpu:" + std::string(value));
}

/// gres/gpu:single:2+gres/nic:closest
Result<void> tres_bind(SubmitSettings&, std::string_view value) {
    const std::string invalid = "Invalid --tres-bind argument: " + std::string(value);
    for (const std::string& item : text::split_list(value, '+')) {
        const std::size_t colon = item.find(':');
        if (!item.starts_with("gres/") || colon == std::string::npos || colon == std::string_view("gres/").size())
            return bad_argument(invalid);
        MS_TRY(check_bind(std::string_view(item).substr(colon + 1), invalid));
    }
    return {};
}

Result<void> gpu_freq(SubmitSettings&, std::string_view value) {
    const auto good = [](std::string item) {
        if (item.starts_with("memory=")) item.erase(0, 7);
        return item == "verbose" || frequency(item);
    };
    for (const std::string& item : text::split_list(value))
        if (!good(item)) return bad_argument("Invalid --gpu-freq argument: gpu:" + std::string(value));
    return {};
}

Result<void> mem_bind(SubmitSettings& s, std::string_view value) {
    if (value == "help") {
        s.list_memory_binds = true;
        return {};
    }
    const auto unrecognized = [](std::string_view word) {
        return bad_argument("unrecognized --mem-bind argument \"" + std::string(word) + "\"");
    };
    if (value.empty()) return unrecognized(value);
    bool masks = false, in_list = false;
    for (std::string word : text::split_list(value)) {
        for (const std::string_view prefix : {"map_mem:", "mask_mem:"})
            if (starts_with_ignoring_case(word, prefix)) {
                in_list = true;
                masks = prefix == "mask_mem:";
                word.erase(0, prefix.size());
                if (const auto stranger = stranger_in_list(word, masks))
                    return bad_argument("Failed to validate number: " + word + ", the offending character is " +
                                        stranger->sign);
                word = "0";
            }
        if (in_list && starts_number(word)) continue;  // the list goes on
        if (!one_of(word, "q quiet v verbose no none rank local prefer p sort nosort")) return unrecognized(word);
    }
    return {};
}

Result<void> oom_kill_step(SubmitSettings&, std::string_view value) {
    return value.empty() || one_of(value, "0 1") ? Result<void>{} : Result<void>(invalid("oom-kill-step"));
}

Result<void> profile(SubmitSettings&, std::string_view value) {
    const auto words = text::split_list(value);
    const auto known = [](const std::string& word) { return one_of(word, "all none energy task filesystem lustre network"); };
    if (!words.empty() && std::all_of(words.begin(), words.end(), known)) return {};
    return bad_argument("invalid --profile=" + std::string(value) + " option");
}

Result<void> burst_buffer_file(SubmitSettings& s, std::string_view value) {
    const std::string path = value.starts_with('/') ? std::string(value) : s.directory + "/" + std::string(value);
    if (access(path.c_str(), R_OK) == 0) return {};
    return fail(Errc::generic, "Invalid --bbf specification");
}

/// There is one machine, so what is forwarded elsewhere is the same display here.
Result<void> x11(SubmitSettings& s, std::string_view value) {
    if (!value.empty() && !one_of(value, "all batch first last")) {
        s.complaints.push_back("Unknown --x11 value '" + std::string(value) + "': X11 is not set up");
        return {};
    }
    const char* variable = std::getenv("DISPLAY");
    const std::string display = variable ? variable : "";
    if (display.empty()) return fail(Errc::bad_value, "No DISPLAY variable set, cannot setup x11 forwarding.");
    if (display.starts_with(':')) {
        const std::string socket = "/tmp/.X11-unix/X" + display.substr(1, display.find('.') - 1);
        if (access(socket.c_str(), F_OK) != 0)
            return fail(Errc::bad_value, "Cannot stat() local X11 socket `" + socket + "`");
    }
    s.x11 = true;
    return {};
}

Result<void> wait_all_nodes(SubmitSettings&, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    if (!number) return invalid_number(value, "wait-all-nodes");
    return *number > 1 ? Result<void>(invalid("wait-all-nodes")) : Result<void>{};
}

Result<void> switches(SubmitSettings&, std::string_view value) {
    const std::string_view count = value.substr(0, value.find('@'));  // Slurm does not look at the time
    const auto number = text::parse_unsigned(count);
    if (!number || *number == 0) return invalid_number(count, "switches");
    return {};
}

Result<void> resv_ports(SubmitSettings&, std::string_view value) {
    if (value.empty() || text::parse_unsigned(value)) return {};
    return invalid_number(value, "resv-port");
}

std::string show_switches(const SubmitSettings& s) {
    const std::string value = kept(s, "switches");
    const std::size_t at = value.find('@');
    return at == std::string::npos ? value : value.substr(0, at + 1) + full_time(value.substr(at + 1));
}

std::string show_delay_boot(const SubmitSettings& s) { return full_time(kept(s, "delay-boot")); }

std::string show_profile(const SubmitSettings& s) {
    struct Kind {
        std::string_view words;
        std::string_view shown;
    };
    constexpr Kind kinds[] = {{"none", "None"},         {"all", "All"},         {"energy", "Energy"}, {"task", "Task"},
                              {"lustre filesystem", "Lustre"}, {"network", "Network"}};
    const std::vector<std::string> asked = text::split_list(kept(s, "profile"));
    std::string out;
    for (const Kind& kind : kinds) {
        const auto is_it = [&](const std::string& word) { return one_of(word, kind.words); };
        if (std::any_of(asked.begin(), asked.end(), is_it)) out.append(out.empty() ? "" : ",").append(kind.shown);
    }
    return out;
}

/// What to profile is kept in Slurm's spelling: Energy,Task.
void settle_profile(SubmitSettings& s) {
    for (auto& [option, value] : s.spec.kept_options)
        if (option == "profile") value = show_profile(s);
}

}  // namespace ms::options::submit
