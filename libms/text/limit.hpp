// SPDX-License-Identifier: MIT
// Limits of associations and QOS as sacctmgr reads and writes them: GrpJobs=5, MaxWall=1-00:00:00, GrpTRES=cpu=4,mem=8G.
// -1 takes a limit away, and behind a resource's name the one of that resource.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"
#include "libms/model/limits.hpp"

namespace ms::text {

/// What a key of sacctmgr sets.
struct LimitKey {
    Limit limit = Limit::grp_jobs;
    std::string tres;  // the one resource that an older key means; empty = all of the limit
};
/// A whole name in any case, else the first row that begins so and has enough letters. `holder` is a LimitHolder bit.
std::optional<LimitKey> find_limit(std::string_view name, std::uint8_t holder);

/// Error: Errc::usage with sacctmgr's line.
Result<void> change_limit(Limits& limits, const LimitKey& key, std::string_view value);

/// "" for one that is not set.
std::string show_limit(const Amounts* amounts, LimitKind kind);
/// The same for sacctmgr dump: times in minutes.
std::string dump_limit(const Amounts& amounts, LimitKind kind);

}  // namespace ms::text
