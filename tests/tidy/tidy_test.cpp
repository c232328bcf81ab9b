// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "tests/support/paths.hpp"
#include "tests/tidy/rules.hpp"

namespace {

TEST(Tidy, tree_keeps_its_rules) {
    const auto offences = tidy::check_tree(ms::test::source_path());
    EXPECT_TRUE(offences.empty()) << tidy::to_text(offences);
}

// A checker that finds nothing proves nothing: each rule is shown a file that breaks it.
struct Sample {
    const char* name;
    std::string path;
    std::string body;
    int line;          // of the offence; 0 = none is expected
    std::string what;  // part of its sentence
};

const std::string head = "// SPDX-License-Identifier: MIT\n";
const std::string guard = head + "#pragma once\n";
const std::string elsewhere = std::string("/wo") + "rk/somewhere";

const Sample samples[] = {
    {"model_from_base", "libms/base/x.cpp", head + "#include \"libms/model/job.hpp\"\n", 2, "libms/base/ may not"},
    {"client_from_text", "libms/text/x.hpp", guard + "#include \"libms/client/client.hpp\"\n", 3, "libms/text/"},
    {"client_from_protocol", "libms/protocol/x.cpp", head + "#include \"libms/client/client.hpp\"\n", 2, "may not"},
    {"base_from_text", "libms/text/x.cpp", head + "#include \"libms/base/fd.hpp\"\n", 0, ""},
    {"daemon_from_libms", "libms/client/x.cpp", head + "#include \"daemon/core/state.hpp\"\n", 2, "may not include"},
    {"stepd_from_libms", "libms/client/x.cpp", head + "#include \"stepd/protocol.hpp\"\n", 2, "may not include"},
    {"cmds_from_libms", "libms/table/x.cpp", head + "#include \"cmds/shared/main.hpp\"\n", 2, "may not include"},
    {"daemon_from_cmds", "cmds/squeue/x.cpp", head + "\n#include \"daemon/core/state.hpp\"\n", 3, "cmds/ may not"},
    {"store_from_core", "daemon/core/x.cpp", head + "#include \"daemon/store/store.hpp\"\n", 2, "daemon/core/"},
    {"queue_from_placement", "daemon/core/placement/x.cpp", head + "#include \"daemon/core/jobs/pending.hpp\"\n", 2, "daemon/core/placement/"},
    {"requests_from_jobs", "daemon/core/jobs/x.cpp", head + "#include \"daemon/core/requests/submit.hpp\"\n", 2, "daemon/core/jobs/"},
    {"requests_from_schedule", "daemon/core/schedule/x.cpp", head + "#include \"daemon/core/requests/submit.hpp\"\n", 2, "daemon/core/schedule/"},
    {"placement_from_jobs", "daemon/core/jobs/x.cpp", head + "#include \"daemon/core/placement/fit.hpp\"\n", 0, ""},
    {"clock_from_core", "daemon/core/x.cpp", head + "#include \"libms/base/clock.hpp\"\n", 2, "daemon/core/"},
    {"protocol_from_core", "daemon/core/x.cpp", head + "#include \"libms/protocol/codec.hpp\"\n", 2, "daemon/core/"},
    {"filesystem_from_core", "daemon/core/x.cpp", head + "#include <filesystem>\n", 2, "<filesystem>"},
    {"posix_from_core", "daemon/core/x.cpp", head + "#include <unistd.h>\n", 2, "<unistd.h>"},
    {"vector_from_core", "daemon/core/x.cpp", head + "#include <vector>\n", 0, ""},
    {"server_from_store", "daemon/store/x.cpp", head + "#include \"daemon/server/server.hpp\"\n", 2, "daemon/store/"},
    {"daemon_from_stepd", "stepd/x.cpp", head + "#include \"daemon/exec/launcher.hpp\"\n", 2, "stepd/ may not"},
    {"stepd_inside_from_daemon", "daemon/api/x.cpp", head + "#include \"stepd/zygote.hpp\"\n", 2, "daemon/ may not"},
    {"iostream_in_command", "cmds/sinfo/x.cpp", head + "#include <iostream>\n", 2, "start slower"},
    {"no_licence", "libms/base/x.cpp", "int x;\n", 1, "SPDX"},
    {"no_licence_in_script", "bench/run", "#!/bin/bash\necho\n", 2, "SPDX"},
    {"licence_in_script", "bench/run", "#!/bin/bash\n# SPDX-License-Identifier: MIT\n", 0, ""},
    {"no_guard", "libms/base/x.hpp", head + "int x;\n", 1, "#pragma once"},
    {"long_file", "libms/base/x.cpp", head + std::string(600, '\n'), 601, "longer than 600"},
    {"system_clock", "daemon/core/x.cpp", head + "auto t = std::chrono::system_clock::now();\n", 2, "clock"},
    {"own_clock", "cmds/squeue/x.cpp", head + "show(ms::now());\n", 2, "clock"},
    {"c_clock", "daemon/store/x.cpp", head + "auto t = time(nullptr);\n", 2, "clock"},
    {"clock_in_loop", "daemon/loop/loop.cpp", head + "auto t = now();\n", 0, ""},
    {"clock_in_comment", "libms/text/x.cpp", head + "int n;  // never now()\n", 0, ""},
    {"clock_in_text", "libms/text/x.cpp", head + "auto s = \"now()\";\n", 0, ""},
    {"machine_path", "README.md", "see " + elsewhere + "\n", 1, "one machine"},
    {"work_folder_of_a_user", "README.md", "cd ~" + elsewhere + "\n", 0, ""},
};

class TidyRule : public testing::TestWithParam<Sample> {};

TEST_P(TidyRule, finds_the_offence) {
    const Sample& sample = GetParam();
    const auto found = tidy::check_file(sample.path, sample.body);
    if (sample.line == 0) {
        EXPECT_TRUE(found.empty()) << tidy::to_text(found);
        return;
    }
    ASSERT_EQ(found.size(), 1u) << tidy::to_text(found);
    EXPECT_EQ(found[0].line, sample.line);
    EXPECT_NE(found[0].what.find(sample.what), std::string::npos) << found[0].what;
}

INSTANTIATE_TEST_SUITE_P(Rules, TidyRule, testing::ValuesIn(samples),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Tidy, tree_is_walked_without_its_build_folders) {
    const auto root = std::filesystem::path(testing::TempDir()) / ("tidy_" + std::to_string(::getpid()));
    for (const char* folder : {"cmds/squeue", "build/debug", ".git"}) {
        std::filesystem::create_directories(root / folder);
        std::ofstream(root / folder / "bad.cpp") << "#include <iostream>\n";
    }
    std::ofstream(root / "cmds" / ".git") << "gitdir: elsewhere\n";
    const auto found = tidy::check_tree(root);
    std::filesystem::remove_all(root);
    EXPECT_EQ(tidy::to_text(found),
              "cmds/squeue/bad.cpp:1: expected '// SPDX-License-Identifier: MIT'\n"
              "cmds/squeue/bad.cpp:1: <iostream> makes every command start slower\n");
}

}  // namespace
