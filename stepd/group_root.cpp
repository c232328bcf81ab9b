// SPDX-License-Identifier: MIT
#include "stepd/group_root.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <sys/stat.h>

#include "libms/base/fd.hpp"
#include "libms/text/number.hpp"
#include "stepd/cgroup.hpp"

namespace stepd {
namespace {

using ms::text::split_list;
using ms::text::trim;

/// What limits of jobs are made of; others that may be there would cost time in every group and hold nothing.
constexpr std::string_view useful_controllers[] = {"cpuset", "cpu", "io", "memory", "pids"};

/// Where cgroup v2 is: alone, or beside version 1.
constexpr const char* mount_points[] = {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"};

ms::Result<std::string> own_directory() {
    const std::string own = ms::read_file("/proc/self/cgroup").value_or("");
    for (const std::string& line : split_list(own, '\n')) {
        if (line.rfind("0::", 0) != 0) continue;
        for (const std::string mount : mount_points) {
            const std::string path = mount + line.substr(3);
            struct stat there {};
            if (::stat((path + "/cgroup.procs").c_str(), &there) == 0) return path;
        }
    }
    return ms::fail(ms::Errc::system, "there is no cgroup v2 here");
}

}  // namespace

GroupReport take_root(const std::string& where) {
    GroupReport report;
    const auto directory = where == own_group ? own_directory() : ms::Result<std::string>(where);
    const auto fail = [&](const ms::Error& error) {
        report.problem = error.message;
        return report;
    };
    if (!directory) return fail(directory.error());
    auto root = Cgroup::create(*directory);
    if (!root) return fail(root.error());
    auto shepherds = root->create_child("shepherds");
    if (!shepherds) return fail(shepherds.error());
    if (const auto moved = shepherds->write("cgroup.procs", "0"); !moved) return fail(moved.error());
    for (const std::string& controller : split_list(trim(root->read("cgroup.controllers")), ' ')) {
        if (std::find(std::begin(useful_controllers), std::end(useful_controllers), controller) == std::end(useful_controllers))
            continue;
        if (const auto on = root->write("cgroup.subtree_control", "+" + controller); on)
            report.controllers.push_back(controller);
        else
            report.problem = on.error().message + " (+" + controller + ")";
    }
    report.root = *directory;
    return report;
}

}  // namespace stepd
