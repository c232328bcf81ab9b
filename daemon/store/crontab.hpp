// SPDX-License-Identifier: MIT
// A user's crontab out of the database, for the writer and for readers.
#pragma once

#include <string>

#include "daemon/store/sqlite.hpp"
#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace msd::store {

inline constexpr const char* select_crontab_sql = "SELECT content FROM crontab WHERE uid = ?";

/// The text that `select_crontab_sql` finds; empty when there is none.
inline ms::Result<std::string> content_of(Statement& select, ms::UserId user) {
    const auto found = select.bind(user).step();
    if (!found) return ms::Failure(found.error());
    std::string content(*found ? select.bytes(0) : std::string_view());
    select.reset();
    return content;
}

}  // namespace msd::store
