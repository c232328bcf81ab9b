// SPDX-License-Identifier: MIT
// Plays every directory of tests/scenarios; MS_BLESS=1 writes what happened over the expected files.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/scenarios/scenario.hpp"
#include "tests/support/paths.hpp"

namespace ms::test {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

std::vector<std::string> scenario_names() {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(fs::path(ms::test::source_path("tests/scenarios"))))
        if (fs::exists(entry.path() / "events")) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

class Scenario : public testing::TestWithParam<std::string> {};

TEST_P(Scenario, HappensAsTold) {
    const fs::path directory = fs::path(ms::test::source_path("tests/scenarios")) / GetParam();
    const std::string told = tell(contents(directory / "events"));
    EXPECT_EQ(told.find("BROKEN:"), std::string::npos) << told;
    EXPECT_EQ(told.find("?? "), std::string::npos) << told;
    if (std::getenv("MS_BLESS"))
        std::ofstream(directory / "expected") << told;
    else
        EXPECT_EQ(told, contents(directory / "expected"));
}

std::string test_name(const testing::TestParamInfo<std::string>& info) {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Core, Scenario, testing::ValuesIn(scenario_names()), test_name);

}  // namespace
}  // namespace ms::test
