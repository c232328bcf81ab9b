// SPDX-License-Identifier: MIT
// The keys of scontrol update, create and delete for nodes and partitions: full name and what each may be cut to.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ms::options {

/// How a value is written. scontrol tells by it whether there is anything to ask the daemon for.
enum class EntityValue : std::uint8_t {
    text,           // anything; the daemon knows the names that there are
    yes_or_no,
    time,           // minutes and the other ways of a time limit
    over_time,      // the same, with another sentence
    small_number,   // 0 to 65533
    number,
    cpus,           // a number or UNLIMITED
    least_nodes,
    most_nodes,
    weight,
    share,          // NO, EXCLUSIVE, YES:4, FORCE:4
    partition_state,
};

struct EntityKey {
    std::string_view name;
    std::size_t least;
    EntityValue value = EntityValue::text;
    bool works = true;  // false: Slurm's, for what is not here
};

std::span<const EntityKey> node_update_keys();
std::span<const EntityKey> partition_update_keys();
const EntityKey* find_entity_key(std::span<const EntityKey> keys, std::string_view text);

}  // namespace ms::options
