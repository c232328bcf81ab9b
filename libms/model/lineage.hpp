// SPDX-License-Identifier: MIT
// Where an association stands in the tree, as Slurm writes it: /science/chem/0-alice/.
#pragma once

#include "libms/model/accounts.hpp"

namespace ms {

std::string lineage_of(const AccountBook& book, const Association& association);

}  // namespace ms
