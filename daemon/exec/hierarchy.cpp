// SPDX-License-Identifier: MIT
#include "daemon/exec/hierarchy.hpp"

#include <algorithm>

#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::exec {
namespace {

using ms::text::split_list;
using ms::text::trim;

std::vector<std::string> words_of(const config::KernelFiles& files, const std::string& path) {
    return split_list(trim(files.read(path).value_or("")), ' ');
}

}  // namespace

void parse_proc_cgroups(std::string_view text, Hierarchy& hierarchy) {
    for (const std::string& line : split_list(text, '\n')) {
        const auto columns = split_list(line, '\t');  // name, hierarchy, groups, enabled
        if (columns.size() != 4 || columns[0].front() == '#') continue;
        const std::string name = columns[0] == "blkio" ? "io" : columns[0];
        if (columns[3] == "0") hierarchy.disabled.push_back(name);
        else if (!ms::contains(hierarchy.controllers, name) && columns[1] != "0") hierarchy.in_version_1.push_back(name);
    }
}

Hierarchy look_at_hierarchy(const config::KernelFiles& files) {
    Hierarchy hierarchy;
    for (const auto& mount : config::parse_mountinfo(files.read("proc/self/mountinfo").value_or(""))) {
        if (mount.type != "cgroup2") continue;
        hierarchy.mount = mount.point;
        hierarchy.controllers = words_of(files, mount.point + "/cgroup.controllers");
        hierarchy.writable = files.writable(mount.point);
    }
    parse_proc_cgroups(files.read("proc/cgroups").value_or(""), hierarchy);
    return hierarchy;
}

std::vector<std::string> withholding_directories(const config::KernelFiles& files, const Hierarchy& hierarchy,
                                                 const std::string& group, const std::vector<std::string>& wanted) {
    std::vector<std::string> found;
    if (hierarchy.mount.empty() || group.rfind(hierarchy.mount + "/", 0) != 0) return found;
    for (auto end = hierarchy.mount.size(); end != std::string::npos; end = group.find('/', end + 1)) {
        const std::string directory = group.substr(0, end);
        const auto handed_on = words_of(files, directory + "/cgroup.subtree_control");
        if (std::any_of(wanted.begin(), wanted.end(), [&](const std::string& each) { return !ms::contains(handed_on, each); }))
            found.push_back(directory);
    }
    return found;
}

}  // namespace msd::exec
