// SPDX-License-Identifier: MIT
// The keys of scontrol update, create and delete for nodes and partitions: full name and what each may be cut to.
#pragma once

#include <span>
#include <string_view>

namespace ms::options {

struct EntityKey {
    std::string_view name;
    std::size_t least;
    bool works = true;  // false: Slurm's, for what is not here
};

std::span<const EntityKey> node_update_keys();
std::span<const EntityKey> partition_update_keys();
const EntityKey* find_entity_key(std::span<const EntityKey> keys, std::string_view text);

}  // namespace ms::options
