// SPDX-License-Identifier: MIT
// The words of update and create for nodes and partitions, read as Slurm's scontrol reads them: what it would not send
// is refused here, in its words, before anybody is asked.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "cmds/scontrol/update.hpp"
#include "libms/options/entity_keys.hpp"

namespace ms::cmds::scontrol {

using EntityValues = std::vector<std::pair<std::string, std::string>>;

/// What a refusal looks like: lines of nodes are bare, those of partitions are errors.
struct EntityWords {
    std::span<const options::EntityKey> keys;
    bool as_errors;
    bool is_update;  // a refused update says so on a line of its own
};

/// Pairs with their keys' full names; nullopt: one was refused, and why has been said.
std::optional<EntityValues> read_entity_values(const Call& call, const EntityWords& words, const std::vector<Pair>& pairs);

}  // namespace ms::cmds::scontrol
