// SPDX-License-Identifier: MIT
#include "tests/tidy/includes.hpp"

#include <algorithm>
#include <iterator>

namespace tidy {
namespace {

// A folder's row is the first whose `folder` begins the path. `may` lists path prefixes, separated by blanks;
// `never` takes single files out of them again.
struct Layer {
    std::string_view folder;
    std::string_view may;
    std::string_view never = {};
};

// Folders of one tier see each other.
#define TEXT_TIER "libms/base/ libms/model/ libms/text/ libms/table/ libms/options/"
#define VALUES "libms/base/ libms/model/ libms/text/"
#define IMPURE "libms/base/clock.hpp libms/base/fd.hpp"
#define DAEMON_PARTS "libms/ stepd/protocol.hpp stepd/message.hpp daemon/core/ daemon/store/ daemon/exec/ daemon/config/ daemon/hardware/ daemon/log/"

constexpr Layer layers[] = {
    {"libms/base/", "libms/base/"},
    {"libms/model/", "libms/base/ libms/model/"},
    {"libms/text/", TEXT_TIER},
    {"libms/table/", TEXT_TIER},
    {"libms/options/", TEXT_TIER},
    {"libms/protocol/", TEXT_TIER " libms/protocol/"},
    {"libms/", "libms/"},
    {"daemon/core/placement/", VALUES " daemon/core/placement/ daemon/core/site/site.hpp daemon/core/site/cluster.hpp", IMPURE},
    {"daemon/core/accounts/", VALUES " daemon/core/", IMPURE " daemon/core/requests/ daemon/core/schedule/"},
    {"daemon/core/site/", VALUES " daemon/core/", IMPURE " daemon/core/requests/ daemon/core/schedule/"},
    {"daemon/core/jobs/", VALUES " daemon/core/", IMPURE " daemon/core/requests/ daemon/core/schedule/"},
    {"daemon/core/schedule/", VALUES " daemon/core/", IMPURE " daemon/core/requests/"},
    {"daemon/core/", VALUES " daemon/core/", IMPURE},
    {"daemon/log/", "libms/base/ libms/text/ daemon/log/"},
    {"daemon/hardware/", "libms/base/ libms/model/ libms/text/ daemon/hardware/ daemon/config/kernel_files.hpp"},
    {"daemon/store/", DAEMON_PARTS},
    {"daemon/exec/", DAEMON_PARTS},
    {"daemon/config/", DAEMON_PARTS},
    {"daemon/notify/", DAEMON_PARTS " daemon/notify/"},
    {"daemon/loop/", DAEMON_PARTS " daemon/loop/"},
    {"daemon/", "libms/ stepd/protocol.hpp stepd/message.hpp daemon/"},
    {"stepd/", "libms/ stepd/"},
    {"cmds/", "libms/ cmds/"},
};

#undef TEXT_TIER
#undef VALUES
#undef IMPURE
#undef DAEMON_PARTS

// The core sees values only: nothing here can open, wait or ask for the time (cstdio is there for snprintf,
// csignal for the numbers).
constexpr std::string_view core_headers[] = {
    "algorithm", "array", "bit", "bitset", "cassert", "charconv", "chrono", "climits", "cmath", "compare",
    "concepts", "csignal", "cstddef", "cstdint", "cstdio", "cstdlib", "cstring", "deque", "functional",
    "initializer_list", "iterator", "limits", "list", "map", "memory", "numeric", "optional", "queue", "ranges",
    "set", "span", "string", "string_view", "tl/expected.hpp", "tuple", "type_traits", "unordered_map", "unordered_set",
    "utility", "variant", "vector",
};

// A command starts in a few milliseconds: these cost static constructors, locales or a large start.
constexpr std::string_view slow_headers[] = {"iostream", "regex", "locale"};

template <class Use>
void each_word(std::string_view words, Use use) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        use(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

bool begins_with_any(std::string_view text, std::string_view prefixes) {
    bool found = false;
    each_word(prefixes, [&](std::string_view prefix) { found = found || text.starts_with(prefix); });
    return found;
}

bool contains(const auto& list, std::string_view word) {
    return std::find(std::begin(list), std::end(list), word) != std::end(list);
}

}  // namespace

std::string refuse_project_include(std::string_view path, std::string_view target) {
    for (const Layer& layer : layers) {
        if (!path.starts_with(layer.folder)) continue;
        if (begins_with_any(target, layer.may) && !begins_with_any(target, layer.never)) return {};
        return std::string(layer.folder) + " may not include \"" + std::string(target) + "\"";
    }
    return {};
}

std::string refuse_system_include(std::string_view path, std::string_view header) {
    if (path.starts_with("daemon/core/") && !contains(core_headers, header))
        return "the core may not include <" + std::string(header) + ">";
    const bool starts_often = path.starts_with("libms/") || path.starts_with("cmds/") || path.starts_with("stepd/");
    if (starts_often && contains(slow_headers, header))
        return "<" + std::string(header) + "> makes every command start slower";
    return {};
}

}  // namespace tidy
