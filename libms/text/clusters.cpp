// SPDX-License-Identifier: MIT
#include "libms/text/clusters.hpp"

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {

std::vector<std::string> foreign_clusters(const std::vector<std::string>& asked, std::string_view cluster) {
    std::vector<std::string> foreign;
    for (const std::string& name : asked)
        if (name != cluster && !equal_ignoring_case(name, "all")) foreign.push_back(name);
    return foreign;
}

std::string unknown_clusters_text(const std::vector<std::string>& names, std::string_view source) {
    const std::string list = join(names);
    return "No cluster '" + list + "' known by database.\n'" + list +
           "' can't be reached now, or it is an invalid entry for " + std::string(source) +
           ".  Use 'sacctmgr list clusters' to see available clusters.";
}

}  // namespace ms::text
