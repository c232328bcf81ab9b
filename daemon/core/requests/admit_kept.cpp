// SPDX-License-Identifier: MIT
#include "daemon/core/requests/admit_kept.hpp"

#include <algorithm>

#include "daemon/core/placement/features.hpp"
#include "libms/text/clusters.hpp"
#include "libms/text/number.hpp"

namespace msd::core {
namespace {

struct Asked {
    const Site& site;
    const Caller& caller;
    SitePolicy policy;
    const std::string& value;
    std::vector<std::string>& warnings;
};

/// Whether the option stays with the job; what a lenient site ignores does not.
using Stays = Result<bool>;

/// This cluster is the only one.
Stays clusters(const Asked& asked) {
    const std::string& here = asked.site.config().cluster_name;
    const auto foreign = text::foreign_clusters(text::split_list(asked.value), here);
    if (foreign.empty()) return true;
    if (asked.policy == SitePolicy::strict) return fail(Errc::invalid_cluster, text::unknown_clusters_text(foreign));
    asked.warnings.push_back("cluster \"" + text::join(foreign) + "\" does not exist here: using \"" + here + "\"");
    return false;
}

/// Kept without effect, but the names must be those of features.
Stays prefer(const Asked& asked) {
    const auto names = feature_names(asked.value);
    if (!names) return Failure(names.error());
    const auto known = [&](const std::string& name) { return asked.site.knows_feature(name); };
    if (std::all_of(names->begin(), names->end(), known)) return true;
    if (asked.policy == SitePolicy::strict) return fail(Errc::invalid_feature, "Invalid preferred feature specification");
    asked.warnings.push_back("preferred constraint \"" + asked.value + "\" does not exist here: ignored");
    return false;
}

/// No node is ever rebooted here; on a strict site the wish itself is an administrator's.
Stays reboot(const Asked& asked) {
    if (asked.caller.is_admin || asked.policy == SitePolicy::lenient) return true;
    return fail(Errc::access_denied,
                "rebooting of nodes is only allowed for admins\n" + std::string(error_text(Errc::access_denied)));
}

Stays no_nodes(const Asked&) { return fail(Errc::bad_node_count); }

/// -p '': a strict site knows no such name; a lenient one has its default in mind.
template <Errc refusal>
Stays empty_name(const Asked& asked) {
    return asked.policy == SitePolicy::strict ? Stays(fail(refusal)) : false;
}
Stays empty_partition(const Asked& asked) {
    if (asked.policy == SitePolicy::lenient) return false;
    return fail(Errc::invalid_partition,
                "invalid partition specified: (null)\n" + std::string(error_text(Errc::invalid_partition)));
}

struct Row {
    std::string_view option;
    Stays (*admit)(const Asked& asked);
};
constexpr Row rows[] = {
    {"clusters", clusters},
    {"account", empty_name<Errc::invalid_account>},
    {"partition", empty_partition},
    {"qos", empty_name<Errc::invalid_qos>},
    {"nodes", no_nodes},
    {"prefer", prefer},
    {"reboot", reboot},
};

}  // namespace

Result<void> admit_kept(const Site& site, const Caller& caller, SitePolicy policy, JobSpec& spec,
                        std::vector<std::string>& warnings) {
    for (const Row& row : rows) {
        const auto is_row = [&](const auto& kept) { return kept.first == row.option; };
        const auto at = std::find_if(spec.kept_options.begin(), spec.kept_options.end(), is_row);
        if (at == spec.kept_options.end()) continue;
        const Stays stays = row.admit({site, caller, policy, at->second, warnings});
        if (!stays) return Failure(stays.error());
        if (!*stays) spec.kept_options.erase(at);
    }
    return {};
}

}  // namespace msd::core
