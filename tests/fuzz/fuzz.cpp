// SPDX-License-Identifier: MIT
// libFuzzer's entry: MS_FUZZ_TARGET names one of tests/support/fuzz_targets. tests/fuzz/run goes through all of them.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "tests/support/fuzz_targets.hpp"

namespace {

const ms::test::FuzzTarget& chosen() {
    const char* name = std::getenv("MS_FUZZ_TARGET");
    for (const auto& target : ms::test::fuzz_targets())
        if (name && target.name == name) return target;
    std::fputs("MS_FUZZ_TARGET must be one of:", stderr);
    for (const auto& target : ms::test::fuzz_targets())
        std::fprintf(stderr, " %.*s", static_cast<int>(target.name.size()), target.name.data());
    std::fputs("\n", stderr);
    std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const ms::test::FuzzTarget& target = chosen();
    target.read({reinterpret_cast<const char*>(data), size});
    return 0;
}
