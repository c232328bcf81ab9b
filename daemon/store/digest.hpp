// SPDX-License-Identifier: MIT
// A 64-bit name for a content: BLAKE2b (RFC 7693) with an 8-byte digest. Scripts of different users share one table,
// so it has to be a function for which nobody can make a script that has another's name.
#pragma once

#include <cstdint>
#include <string_view>

namespace msd::store {

std::uint64_t digest(std::string_view bytes);

}  // namespace msd::store
