// SPDX-License-Identifier: MIT
// TRESBillingWeights=CPU=1.0,Mem=0.25G,GRES/gpu=2.0: what a job costs, in the TRES "billing".
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "libms/text/tres.hpp"

namespace ms::text {

/// Weight of one unit of each TRES (of a MiB for mem), by the names of TresMap.
using BillingWeights = std::map<std::string, double>;

/// PriorityFlags: whether what a job has on its nodes is added up, or the dearest part alone counts (MAX_TRES), or that
/// of all but the generic resources, which are added (MAX_TRES_GRES). Licences are always added.
enum class BillingRule : std::uint8_t { sum, dearest, dearest_beside_gres };

/// A unit behind a weight says for how much it is: Mem=0.25G is a quarter for each GiB. nullopt: not such a list.
std::optional<BillingWeights> parse_billing_weights(std::string_view text);
/// What these amounts cost, in whole numbers: what is beyond is cut off. Without weights it is one for each CPU.
std::uint64_t billing_of(const TresMap& amounts, std::string_view weights, BillingRule rule);

}  // namespace ms::text
