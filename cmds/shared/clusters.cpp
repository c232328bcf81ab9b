// SPDX-License-Identifier: MIT
#include "cmds/shared/clusters.hpp"

#include "libms/client/client.hpp"
#include "libms/text/clusters.hpp"

namespace ms::cmds {

bool is_asked_for(const CommandContext& context, const std::vector<std::string>& asked, std::string_view source,
                  std::string_view cluster) {
    const auto foreign = text::foreign_clusters(asked, cluster);
    if (foreign.empty()) return true;
    const bool others = foreign.size() < asked.size();
    const std::string told = text::unknown_clusters_text(foreign, source);
    context.error(others ? told.substr(0, told.find('\n')) : told);
    return others;
}

bool is_for_this_cluster(const CommandContext& context, const std::vector<std::string>& asked) {
    if (asked.empty()) return true;
    const auto here = client::ask<ClusterReply>(*context.client, ClusterQuery{});
    if (here) return is_asked_for(context, asked, "--cluster", here->cluster);
    context.error(here.error().message);
    return false;
}

}  // namespace ms::cmds
