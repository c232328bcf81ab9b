// SPDX-License-Identifier: MIT
#include "daemon/core/specs.hpp"

#include <functional>
#include <string>

namespace msd::core {
namespace {

/// Enough to tell most specs apart; equality decides.
std::size_t hash(const ms::JobSpec& spec) {
    std::size_t value = 0;
    auto mix = [&](std::size_t part) { value = (value ^ part) * 0x9E3779B97F4A7C15ull + (value >> 29); };
    for (const std::string* text : {&spec.name, &spec.command, &spec.submit_line, &spec.work_dir, &spec.std_out,
                                    &spec.array, &spec.dependency, &spec.comment})
        mix(std::hash<std::string>{}(*text));
    for (const auto& argument : spec.arguments) mix(std::hash<std::string>{}(argument));
    for (std::uint64_t number : {std::uint64_t{spec.tasks}, std::uint64_t{spec.cpus_per_task}, spec.memory.value,
                                 static_cast<std::uint64_t>(spec.time_limit.minutes),
                                 static_cast<std::uint64_t>(spec.begin.time_since_epoch().count())})
        mix(number);
    return value;
}

}  // namespace

Specs::Ptr Specs::use(Ptr spec) {
    const std::size_t key = hash(*spec);
    auto [at, end] = entries_.equal_range(key);
    for (; at != end; ++at) {
        Entry& entry = at->second;
        if (entry.spec != spec && !(*entry.spec == *spec)) continue;
        ++entry.users;
        return entry.spec;
    }
    entries_.emplace(key, Entry{spec, 1});
    return spec;
}

void Specs::release(const Ptr& spec) {
    auto [at, end] = entries_.equal_range(hash(*spec));
    for (; at != end; ++at) {
        if (at->second.spec != spec) continue;
        if (--at->second.users == 0) entries_.erase(at);
        return;
    }
}

}  // namespace msd::core
