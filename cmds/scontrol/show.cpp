// SPDX-License-Identifier: MIT
// scontrol show: entities, and those that need no daemon.
#include <cstdlib>

#include "cmds/scontrol/keywords.hpp"
#include "libms/base/fd.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

/// Names from the words, or from a file of names by commas or lines when it is one.
Result<std::vector<std::string>> names_of(const std::string& word) {
    if (word.front() != '/') return text::expand_hostlist(word);
    auto file = read_file(word);
    if (!file) return Failure(file.error());
    for (char& c : *file)
        if (c == '\n') c = ',';
    return text::expand_hostlist(*file);
}

int print_folded(const Call& call, std::string (*fold)(std::vector<std::string>)) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:show");
    auto names = names_of(call.words.front());
    if (!names) return call.fail("Invalid hostlist: " + call.words.front());
    call.context.print(fold(std::move(*names)) + "\n");
    return 0;
}

}  // namespace

int show(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:show");
    // "show job=12" is "show job 12"
    std::vector<std::string> words = call.words;
    if (const auto equals = words.front().find('='); equals != std::string::npos) {
        words.insert(words.begin() + 1, words.front().substr(equals + 1));
        words.front().resize(equals);
    }
    const Word* entity = find_word(entities(), words.front());
    if (!entity) return call.fail("invalid entity:" + words.front() + " for keyword:show ");
    words.erase(words.begin());
    const bool takes_many = entity->act == show_associations || entity->act == show_topology;
    if (words.size() > 1 && !takes_many) return call.fail("too many arguments for keyword:show");
    return act(*entity, Call{call.context, call.settings, std::move(words)}, "show " + std::string(entity->name));
}

int show_host_names(const Call& call) {
    std::string list;
    if (!call.words.empty()) {
        list = call.words.front();
        if (list.empty()) return 0;
    } else {
        for (const char* name : {"SLURM_JOB_NODELIST", "SLURM_NODELIST"})
            if (const char* value = std::getenv(name); value && list.empty()) list = value;
        if (list.empty()) {
            if (!call.settings.quiet) call.context.error("host list is empty");
            return 0;  // outside a job there is nothing to list, which is no failure
        }
    }
    const auto names = text::expand_hostlist(list);
    if (!names || names->empty()) return call.fail("Invalid hostlist: " + list);
    for (const std::string& name : *names) call.context.print(name + "\n");
    return 0;
}

int show_host_list(const Call& call) {
    return print_folded(call, [](std::vector<std::string> names) { return text::fold_hostlist(names); });
}
int show_host_list_sorted(const Call& call) {
    return print_folded(call, [](std::vector<std::string> names) {
        return text::fold_hostlist_sorted(std::move(names));
    });
}

}  // namespace ms::cmds::scontrol
