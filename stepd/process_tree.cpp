// SPDX-License-Identifier: MIT
#include "stepd/process_tree.hpp"

#include <charconv>
#include <csignal>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <set>
#include <unistd.h>
#include <utility>

namespace stepd {
namespace {

/// The number at the start of `text`, which loses it and the blanks before it.
template <class T>
std::optional<T> take_number(std::string_view& text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    T value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// "" for a process that is gone.
std::string read_small(const std::string& path) { return ms::read_file(path, 1u << 20).value_or(std::string{}); }

}  // namespace

std::optional<pid_t> parse_stat_parent(std::string_view text) {
    const std::size_t name_end = text.rfind(") ");
    if (name_end == std::string_view::npos || name_end + 4 > text.size()) return std::nullopt;
    text.remove_prefix(name_end + 3);  // ") " and the one letter of the state
    return take_number<pid_t>(text);
}

std::optional<std::uint64_t> parse_statm_resident(std::string_view text) {
    if (!take_number<std::uint64_t>(text)) return std::nullopt;  // the first number is the total size
    return take_number<std::uint64_t>(text);
}

std::vector<pid_t> ProcessTree::numbered_entries(const std::string& directory) const {
    std::vector<pid_t> numbers;
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir(directory.c_str()), ::closedir);
    if (!dir) return numbers;
    while (const dirent* entry = ::readdir(dir.get())) {
        std::string_view name = entry->d_name;
        if (const auto number = take_number<pid_t>(name); number && name.empty()) numbers.push_back(*number);
    }
    return numbers;
}

bool ProcessTree::has_children_files() const {
    const std::string root = std::to_string(root_);
    return ::access((proc_ + "/" + root + "/task/" + root + "/children").c_str(), R_OK) == 0;
}

void ProcessTree::append_children(pid_t parent, std::vector<pid_t>& to) const {
    const std::string tasks = proc_ + "/" + std::to_string(parent) + "/task";
    for (const pid_t thread : numbered_entries(tasks)) {
        const std::string text = read_small(tasks + "/" + std::to_string(thread) + "/children");
        std::string_view rest = text;
        while (const auto child = take_number<pid_t>(rest)) to.push_back(*child);
    }
}

std::vector<pid_t> ProcessTree::collect_by_parent(const std::set<pid_t>& without) const {
    std::vector<std::pair<pid_t, pid_t>> parents;  // (parent, child)
    for (const pid_t pid : numbered_entries(proc_))
        if (const auto parent = parse_stat_parent(read_small(proc_ + "/" + std::to_string(pid) + "/stat")))
            parents.emplace_back(*parent, pid);
    std::vector<pid_t> found{root_};
    for (std::size_t i = 0; i < found.size(); ++i)
        for (const auto& [parent, child] : parents)
            if (parent == found[i] && !without.count(child)) found.push_back(child);
    found.erase(found.begin());
    return found;
}

std::vector<pid_t> ProcessTree::collect(const std::set<pid_t>& without) const {
    if (!has_children_files()) return collect_by_parent(without);
    std::vector<pid_t> found{root_}, children;
    for (std::size_t i = 0; i < found.size(); ++i) {
        children.clear();
        append_children(found[i], children);
        for (const pid_t child : children)
            if (!without.count(child)) found.push_back(child);
    }
    found.erase(found.begin());
    return found;
}

void ProcessTree::signal(int number) const {
    for (const pid_t pid : descendants()) ::kill(pid, number);
}

void ProcessTree::kill() const {
    std::set<pid_t> stopped;
    for (bool somebody_new = true; somebody_new;) {
        somebody_new = false;
        for (const pid_t pid : descendants()) {
            if (!stopped.insert(pid).second) continue;
            // One we may not signal (a sudo in a user's own cluster) is waited for, not chased.
            if (::kill(pid, SIGSTOP) == 0) somebody_new = true;
        }
    }
    for (const pid_t pid : stopped) ::kill(pid, SIGKILL);
}

std::uint64_t ProcessTree::resident_bytes() const {
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    std::uint64_t pages = 0;
    for (const pid_t pid : collect({}))
        pages += parse_statm_resident(read_small(proc_ + "/" + std::to_string(pid) + "/statm")).value_or(0);
    return pages * page;
}

}  // namespace stepd
