// SPDX-License-Identifier: MIT
#include "libms/model/lineage.hpp"

namespace ms {

std::string lineage_of(const AccountBook& book, const Association& association) {
    std::string path = association.user.empty() ? "" : "0-" + association.user + "/";
    for (const Association* at = book.find(association.account); at; at = book.parent_of(*at))
        if (at->account != root_account) path = at->account + "/" + path;
    return "/" + path;
}

}  // namespace ms
