// SPDX-License-Identifier: MIT
#include <algorithm>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "daemon/config/keys.hpp"
#include "tools/docgen/pieces.hpp"
#include "tools/docgen/prose.hpp"

namespace docgen {
namespace {

template <class Line>
std::string keys(std::span<const msd::config::Key<Line>> table) {
    std::string out;
    for (const auto& key : table) {
        out += literal(key.name) + "\n:   " + plain(key.meaning);
        if (!key.allowed.empty()) out += " Allowed: " + plain(key.allowed) + ".";
        out += "\n\n";
    }
    return out;
}

// Keys that have no effect for the same reason stand together.
std::string inert() {
    std::vector<std::pair<std::string_view, std::string>> reasons;
    for (const auto& key : msd::config::inert_keys()) {
        auto reason = std::find_if(reasons.begin(), reasons.end(), [&](const auto& each) { return each.first == key.why; });
        if (reason == reasons.end()) reason = reasons.insert(reason, {key.why, {}});
        reason->second += (reason->second.empty() ? "" : ", ") + literal(key.name);
    }
    std::string out;
    for (const auto& [why, names] : reasons) out += names + "\n:   " + plain(why) + ".\n\n";
    return out;
}

}  // namespace

ms::Result<std::string> keys_piece(std::string_view section) {
    if (section == "site") return keys(msd::config::site_keys());
    if (section == "node") return keys(msd::config::node_keys());
    if (section == "partition") return keys(msd::config::partition_keys());
    if (section == "gres") return keys(msd::config::gres_keys());
    if (section == "inert") return inert();
    return ms::fail(ms::Errc::generic, "no section '" + std::string(section) + "' of msd.conf");
}

}  // namespace docgen
