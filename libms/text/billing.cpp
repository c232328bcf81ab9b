// SPDX-License-Identifier: MIT
#include "libms/text/billing.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::text {
namespace {

constexpr std::string_view generic = "gres/";
constexpr std::string_view license = "license/";

bool is_tres(std::string_view name) {
    for (std::string_view each : {"cpu", "mem", "node", "energy", "vmem", "pages"})
        if (name == each) return true;
    for (std::string_view family : {generic, license, std::string_view("fs/"), std::string_view("bb/")})
        if (name.starts_with(family) && name.size() > family.size()) return true;
    return false;
}

/// How many units a suffix stands for: those of mem are counted in MiB.
std::optional<double> units(char suffix, bool is_memory) {
    constexpr std::string_view suffixes = "KMGTP";
    const std::size_t at = suffixes.find(static_cast<char>(std::toupper(static_cast<unsigned char>(suffix))));
    if (at == std::string_view::npos) return std::nullopt;
    double amount = 1024;
    for (std::size_t i = 0; i < at; ++i) amount *= 1024;
    return is_memory ? amount / (1024 * 1024) : amount;
}

std::optional<double> parse_weight(const std::string& text, bool is_memory) {
    if (text.empty() || !(std::isdigit(static_cast<unsigned char>(text.front())) || text.front() == '.')) return std::nullopt;
    char* end = nullptr;
    const double weight = std::strtod(text.c_str(), &end);
    if (end == text.c_str()) return std::nullopt;
    if (*end == '\0') return weight;
    const auto amount = units(*end, is_memory);
    if (!amount || end[1] != '\0') return std::nullopt;
    return weight / *amount;
}

}  // namespace

std::optional<BillingWeights> parse_billing_weights(std::string_view text) {
    BillingWeights weights;
    for (const std::string& item : split_list(text)) {
        const std::size_t equals = item.find('=');
        if (equals == std::string::npos) return std::nullopt;
        const std::string name = to_lower(item.substr(0, equals));
        const auto weight = parse_weight(item.substr(equals + 1), name == "mem");
        if (!weight || !is_tres(name)) return std::nullopt;
        weights[name] = *weight;
    }
    return weights;
}

std::uint64_t billing_of(const TresMap& amounts, std::string_view weights, BillingRule rule) {
    const auto amount_of = [&](const std::string& name) {
        const auto at = amounts.find(name);
        return at == amounts.end() ? 0.0 : static_cast<double>(at->second);
    };
    const auto parsed = parse_billing_weights(weights);
    if (!parsed || parsed->empty()) return static_cast<std::uint64_t>(amount_of("cpu"));
    double added = 0, dearest = 0;
    for (const auto& [name, weight] : *parsed) {
        const double cost = weight * amount_of(name);
        const bool adds = rule == BillingRule::sum || name.starts_with(license) ||
                          (rule == BillingRule::dearest_beside_gres && name.starts_with(generic));
        if (adds) added += cost;
        else dearest = std::max(dearest, cost);
    }
    return static_cast<std::uint64_t>(added + dearest + 1e-9);  // ten times 0.1 is 1
}

}  // namespace ms::text
