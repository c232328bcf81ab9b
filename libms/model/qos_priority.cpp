// SPDX-License-Identifier: MIT
#include "libms/model/qos_priority.hpp"

#include <algorithm>

namespace ms {

std::uint32_t qos_priority(const AccountBook& book, std::string_view qos, std::uint32_t weight) {
    const Qos* found = weight == 0 ? nullptr : book.find_qos(qos);
    if (!found || found->priority == 0) return 0;
    std::uint64_t highest = 0;
    for (const Qos& each : book.qos) highest = std::max<std::uint64_t>(highest, each.priority);
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(weight) * found->priority / highest);
}

}  // namespace ms
