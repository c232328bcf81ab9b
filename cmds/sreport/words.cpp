// SPDX-License-Identifier: MIT
#include "cmds/sreport/words.hpp"

#include <algorithm>
#include <cstdio>

#include "cmds/sreport/run.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sreport {
namespace {

/// A word may be cut short to `least` letters.
struct Word {
    std::string_view name;
    std::size_t least;
    bool has_value;
    Result<void> (*act)(const CommandContext& context, Settings& settings, const std::string& value);
};

template <table::Delimited delimited>
Result<void> delimit(const CommandContext&, Settings& settings, const std::string&) {
    settings.delimited = delimited;
    return {};
}
/// There is nothing here that more or fewer words are said of.
Result<void> change_nothing(const CommandContext&, Settings&, const std::string&) { return {}; }

Result<void> show_help(const CommandContext& context, Settings&, const std::string&) {
    context.print(options::help_text(doc().usage, doc().rows));
    return {};
}
Result<void> show_version(const CommandContext& context, Settings&, const std::string&) {
    context.print(std::string(slurm_version) + "\n");
    return {};
}

constexpr Word word_table[] = {
    {"help", 2, false, show_help},
    {"nonparsable", 4, false, delimit<table::Delimited::no>},
    {"parsable", 8, false, delimit<table::Delimited::trailing>},
    {"parsable2", 9, false, delimit<table::Delimited::between>},
    {"quiet", 4, false, change_nothing},
    {"sort", 1, true, [](const CommandContext&, Settings& settings, const std::string& value) { return set_sort(settings, value); }},
    {"time", 1, true, [](const CommandContext&, Settings& settings, const std::string& value) { return set_unit(settings, value); }},
    {"verbose", 4, false, change_nothing},
    {"version", 4, false, show_version},
};

bool is_meant(std::string_view name, std::size_t least, const std::string& word) {
    return word.size() >= least && starts_with_ignoring_case(name, word);
}

}  // namespace

std::optional<int> act_on_word(const CommandContext& context, Settings& settings, const std::vector<std::string>& words) {
    const auto* word = std::find_if(std::begin(word_table), std::end(word_table),
                                    [&](const Word& each) { return is_meant(each.name, each.least, words[0]); });
    if (word == std::end(word_table)) return std::nullopt;
    const auto refuse = [&](const std::string& why) {
        std::fprintf(context.err, "%s\n", why.c_str());
        return 1;
    };
    if (word->has_value && words.size() < 2) return refuse("too few arguments for keyword:" + words[0]);
    if (!word->has_value && words.size() > 1) return refuse("too many arguments for keyword:" + words[0]);
    const auto done = word->act(context, settings, word->has_value ? words[1] : std::string());
    return done ? 0 : refuse(done.error().message);
}

bool is_end(const std::string& word) { return is_meant("exit", 1, word) || is_meant("quit", 4, word); }

}  // namespace ms::cmds::sreport
