// SPDX-License-Identifier: MIT
// A short, seeded run of the fuzz targets: the long one is tests/fuzz/run.
#include <gtest/gtest.h>

#include <random>
#include <string>

#include "tests/support/fuzz_targets.hpp"

namespace ms::test {
namespace {

std::string mutated(const FuzzTarget& target, std::mt19937& random) {
    static constexpr std::string_view pieces[] = {"0", "9", "-", ":", ",", "[", "]", "%", "_", "@", "/", "=", "*", "?",
                                                  "+", " ", "'", "\"", "\\", "\n", "G", "\xFF", "4294967296",
                                                  "18446744073709551616"};
    const auto pick = [&](std::size_t count) { return random() % count; };
    std::string text(target.seeds[pick(target.seeds.size())]);
    for (std::size_t changes = 1 + pick(4); changes > 0; --changes) {
        const std::size_t at = pick(text.size() + 1);
        switch (pick(3)) {
            case 0: text.insert(at, pieces[pick(std::size(pieces))]); break;
            case 1: text.erase(at, 1 + pick(3)); break;
            default: text.insert(at, target.seeds[pick(target.seeds.size())]); break;
        }
    }
    return text;
}

TEST(FuzzTargets, SurviveAShortSeededRun) {
    for (const FuzzTarget& target : fuzz_targets()) {
        std::mt19937 random(20260820);
        for (int round = 0; round < 3000; ++round) target.read(mutated(target, random));
    }
}

}  // namespace
}  // namespace ms::test
