// SPDX-License-Identifier: MIT
#include "daemon/store/housekeeping.hpp"

#include "daemon/store/rollup.hpp"
#include "daemon/store/schema.hpp"

namespace msd::store {

Result<Housekeeping> Housekeeping::open(const std::string& path) {
    auto database = open_writer(path);
    if (!database) return ms::Failure(database.error());
    auto specs = SpecObjects::prepare(*database);
    if (!specs) return ms::Failure(specs.error());
    return Housekeeping(std::move(*database), std::move(*specs));
}

Result<void> Housekeeping::sum_up_usage(const ms::Amounts& total, ms::Time now) {
    return sum_up(database_, specs_, total, now);
}

}  // namespace msd::store
