// SPDX-License-Identifier: MIT
#include "cmds/srun/cpu_bind.hpp"

#include <algorithm>
#include <cctype>

#include "cmds/srun/options.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::srun {
namespace {

enum class List { none, numbers, masks };

struct Kind {
    std::string_view word;
    List list;
    std::string_view meaning;  // empty: another spelling of the one before
};

constexpr Kind kinds[] = {
    {"q", List::none, ""},
    {"quiet", List::none, "tell nothing of the binding (the default)"},
    {"v", List::none, ""},
    {"verbose", List::none, "tell the binding of each task before it runs"},
    {"none", List::none, "all CPUs of the step for every task"},
    {"no", List::none, ""},
    {"rank", List::none, "one CPU, by the task's number"},
    {"map_cpu", List::numbers, "the CPU that the list has for the task: map_cpu:0,2,4"},
    {"mask_cpu", List::masks, "the CPUs of a mask for each task: mask_cpu:0x3,0xC"},
    {"sockets", List::none, "whole sockets"},
    {"cores", List::none, "whole cores"},
    {"threads", List::none, "single threads"},
    {"ldoms", List::none, "whole NUMA domains"},
    {"rank_ldom", List::none, ""},
    {"rank_sockets", List::none, ""},
    {"map_ldom", List::numbers, ""},
    {"mask_ldom", List::masks, ""},
};

const Kind* find_kind(std::string_view word) {
    for (const Kind& kind : kinds)
        if (kind.word == word) return &kind;
    return nullptr;
}

/// 3, 0x3, 3*2 (twice).
bool is_item(std::string_view item, List list) {
    if (const std::size_t times = item.find('*'); times != item.npos) {
        if (text::parse_unsigned(item.substr(times + 1)).value_or(0) == 0) return false;
        item = item.substr(0, times);
    }
    const bool hexadecimal = item.starts_with("0x");
    if (hexadecimal) item.remove_prefix(2);
    const bool hex_digits = hexadecimal || list == List::masks;
    return !item.empty() && std::all_of(item.begin(), item.end(), [&](unsigned char c) {
        return hex_digits ? std::isxdigit(c) != 0 : std::isdigit(c) != 0;
    });
}

bool list_is_right(std::string_view list, List wanted) {
    const auto items = text::split_list(list);
    const auto right = [&](const std::string& item) { return is_item(item, wanted); };
    return !items.empty() && std::all_of(items.begin(), items.end(), right);
}

}  // namespace

Result<std::string> check_cpu_bind(std::string_view value) {
    const std::string lower = to_lower(value);
    const Failure invalid = fail(Errc::generic, "unrecognized --cpu-bind argument \"" + std::string(value) + "\"");
    const std::string_view text = lower;
    const std::size_t colon = text.find(':');
    const auto words = text::split_list(text.substr(0, colon));
    if (words.empty()) return invalid;
    List list = List::none;
    for (const std::string& word : words) {
        const Kind* kind = find_kind(word);
        if (!kind) return invalid;
        list = kind->list;
    }
    const bool has_list = colon != text.npos;
    if (has_list != (list != List::none) || (has_list && !list_is_right(text.substr(colon + 1), list))) return invalid;
    return lower;
}

std::string cpu_bind_help() {
    std::string text = "CPU bind options:\n    --cpu-bind=         Bind tasks to CPUs\n";
    for (const Kind& kind : kinds) {
        if (kind.meaning.empty()) continue;
        std::string name(kind.word);
        name.resize(16, ' ');
        text.append("        ").append(name).append(kind.meaning).append("\n");
    }
    return text;
}

}  // namespace ms::cmds::srun
