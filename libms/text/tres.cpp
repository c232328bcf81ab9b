// SPDX-License-Identifier: MIT
#include "libms/text/tres.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"

namespace ms::text {
namespace {

constexpr std::string_view suffixes = "KMGTP";

/// Digits with one optional suffix: 2, 8g.
std::optional<std::uint64_t> parse_count(std::string_view text) {
    unsigned shift = 0;
    if (!text.empty()) {
        const std::size_t at = suffixes.find(static_cast<char>(text.back() & ~0x20));
        if (at != std::string_view::npos) {
            shift = 10 * (static_cast<unsigned>(at) + 1);
            text.remove_suffix(1);
        }
    }
    const auto number = parse_unsigned(text);
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
    return *number << shift;
}

/// Control characters and bytes beyond ASCII (a pasted no-break space) are part of no name.
bool is_plain(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < '\x7f'; });
}

/// NAME, NAME:COUNT, NAME:TYPE, NAME:TYPE:COUNT, NAME:TYPE=COUNT. A type may begin with a digit (gpu:2080ti:1).
std::optional<GresRequest> parse_gres_item(std::string_view item) {
    if (starts_with_ignoring_case(item, "gres:")) item.remove_prefix(5);
    if (!is_plain(item)) return std::nullopt;
    GresRequest request;
    const std::size_t colon = item.find(':');
    request.name = item.substr(0, colon);
    if (request.name.empty() || request.name.find_first_of("=/") != std::string::npos) return std::nullopt;
    if (colon == std::string_view::npos) return request;

    const std::string_view behind = item.substr(colon + 1);
    const std::size_t second = behind.find_first_of(":=");
    if (second == std::string_view::npos) {
        if (behind.empty()) return std::nullopt;
        if (const auto count = parse_count(behind))
            request.count = *count;
        else
            request.type = behind;
        return request;
    }
    const auto count = parse_count(behind.substr(second + 1));
    if (second == 0 || !count) return std::nullopt;
    request.type = behind.substr(0, second);
    request.count = *count;
    return request;
}

Result<std::vector<GresRequest>> parse_requests(std::string_view text, std::string_view implied_prefix) {
    std::vector<GresRequest> requests;
    for (const auto& item : split_list(text)) {
        auto request = parse_gres_item(std::string(implied_prefix) + std::string(trim(item)));
        if (!request) return fail(Errc::invalid_gres);
        requests.push_back(std::move(*request));
    }
    if (requests.empty()) return fail(Errc::invalid_gres);
    return requests;
}

std::string format_requests(const std::vector<GresRequest>& requests, std::string_view prefix) {
    std::string out;
    for (const auto& request : requests) {
        if (!out.empty()) out += ',';
        out += prefix;
        out += request.name + ':';
        if (!request.type.empty()) out += request.type + ':';
        out += std::to_string(request.count);
    }
    return out;
}

constexpr std::array<std::string_view, 4> first_in_id_order = {"cpu", "mem", "node", "billing"};

void append_amount(std::string& to, std::string_view key, std::uint64_t amount) {
    if (!to.empty()) to += ',';
    to += key;
    to += '=';
    to += key == "mem" ? format_size(amount, 'M') : std::to_string(amount);
}

/// The inverse of format_size for memory: 500M, 1.50G, 4G, 40P; a plain number is MiB.
std::optional<std::uint64_t> parse_memory(std::string_view text) {
    constexpr std::string_view units = "MGTPE";
    unsigned shift = 0;
    if (const std::size_t at = text.empty() ? text.npos : units.find(text.back()); at != text.npos) {
        shift = 10 * static_cast<unsigned>(at);
        text.remove_suffix(1);
    }
    // Two decimals: N.DD is (100·N + DD) over 100.
    std::string digits(text);
    std::uint64_t divisor = 1;
    if (digits.size() > 3 && digits[digits.size() - 3] == '.') {
        digits.erase(digits.size() - 3, 1);
        divisor = 100;
    }
    const auto number = parse_unsigned(digits);
    if (!number || *number > std::numeric_limits<std::uint64_t>::max() >> shift) return std::nullopt;
    return (*number << shift) / divisor;
}

}  // namespace

Result<std::vector<GresRequest>> parse_gres(std::string_view text) {
    if (equal_ignoring_case(text, "none")) return std::vector<GresRequest>{};
    return parse_requests(text, "");
}

Result<std::vector<GresRequest>> parse_gpus(std::string_view text) { return parse_requests(text, "gpu:"); }

Result<std::vector<GresRequest>> parse_licenses(std::string_view text) {
    std::vector<GresRequest> requests;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find_first_of(",;|"), text.size());
        const std::string_view item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (item.empty()) continue;

        const std::size_t colon = std::min(item.find(':'), item.size());
        const auto count = parse_unsigned(colon < item.size() ? item.substr(colon + 1) : "1");
        if (colon == 0 || !count || item.find_first_of(" \t\n") != std::string_view::npos)
            return fail(Errc::invalid_licenses);
        requests.push_back({std::string(item.substr(0, colon)), "", *count});
    }
    if (requests.empty()) return fail(Errc::invalid_licenses);
    return requests;
}

std::string format_tres_per(const std::vector<GresRequest>& requests) { return format_requests(requests, "gres/"); }

std::string format_tres_per_task(const JobSpec& spec) {
    std::vector<std::string> items;
    const auto add = [&](std::string_view prefix, const GresRequest& each) {
        items.push_back(std::string(prefix) + each.name + (each.type.empty() ? "" : ":" + each.type) + "=" + std::to_string(each.count));
    };
    if (spec.cpus_per_task) items.push_back("cpu=" + std::to_string(spec.cpus_per_task));
    for (const GresRequest& each : spec.gpus_per_task) add("gres/", each);
    if (const auto licenses = parse_licenses(kept_text(spec, licenses_per_task)))
        for (const GresRequest& each : *licenses) add("license/", each);
    return join(items);
}

std::string format_gres(const std::vector<GresRequest>& requests) { return format_requests(requests, ""); }

std::string format_tres(const TresMap& amounts) {
    std::string out;
    for (const auto key : first_in_id_order)
        if (const auto at = amounts.find(std::string(key)); at != amounts.end()) append_amount(out, key, at->second);
    for (const auto& [key, amount] : amounts)
        if (!contains(first_in_id_order, key))
            append_amount(out, key, amount);
    return out;
}

std::string format_tres_sorted(const TresMap& amounts) {
    std::string out;
    for (const auto& [key, amount] : amounts) append_amount(out, key, amount);
    return out;
}

TresMap parse_tres(std::string_view text) {
    TresMap amounts;
    for (const std::string_view item : split_list(text)) {
        const std::size_t equals = item.find('=');
        if (equals == 0 || equals == std::string_view::npos) continue;
        const std::string_view key = item.substr(0, equals), value = item.substr(equals + 1);
        if (const auto amount = key == "mem" ? parse_memory(value) : parse_unsigned(value))
            amounts[std::string(key)] = *amount;
    }
    return amounts;
}

}  // namespace ms::text
