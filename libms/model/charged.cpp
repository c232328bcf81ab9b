// SPDX-License-Identifier: MIT
#include "libms/model/charged.hpp"

namespace ms {

std::uint32_t charged_association(const AccountBook* book, const Job& job) {
    if (!book) return 0;
    const Association* charged = book->charged(job.spec->account, job.user, job.partition);
    return charged ? charged->id : 0;
}

}  // namespace ms
