// SPDX-License-Identifier: MIT
// What reads text of other people's making, one function each: for libFuzzer (tests/fuzz) and for a short seeded run
// among the unit tests. None may crash, hang or trip a sanitizer, whatever it is given.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace ms::test {

struct FuzzTarget {
    std::string_view name;
    void (*read)(std::string_view text);
    std::vector<std::string_view> seeds;
};
std::span<const FuzzTarget> fuzz_targets();

}  // namespace ms::test
