// SPDX-License-Identifier: MIT
#include "libms/text/filename.hpp"

#include <gtest/gtest.h>

namespace ms::text {
namespace {

FilenameFields array_task() {
    FilenameFields fields;
    fields.job_id = 128;
    fields.array_job_id = 100;
    fields.array_task_id = 17;
    fields.job_name = "train";
    fields.user = "alice";
    fields.host = "vm";
    fields.node_index = 1;
    fields.task_rank = 2;
    fields.restarts = 3;
    return fields;
}

TEST(Filename, Patterns) {
    const std::pair<std::string_view, std::string_view> table[] = {
        {"slurm-%A_%a.out", "/w/slurm-100_17.out"},
        {"%x_%u_%j.out", "/w/train_alice_128.out"},
        {"%b", "/w/7"},
        {"%N.%n.%t.%r", "/w/vm.1.2.3"},
        {"%J", "/w/128"},
        {"%s", "/w/batch"},
        {"%4a-%6j", "/w/0017-000128"},
        {"%1j", "/w/128"},
        {"%99j", "/w/0000000128"},
        {"%99999999999999999999999j", "/w/0000000128"},
        {"%0j", "/w/128"},
        {"%8x%8u%8s%8N%8J", "/w/trainalicebatchvm128"},
        {"100%%", "/w/100%"},
        {"log_$USER_%Y-%m-%d.out", "/w/log_$USER_%Y-%m-%d.out"},
        {"%12k", "/w/%12k"},
        {"%", "/w/%"},
        {"%12", "/w/%12"},
        {"%%j", "/w/%j"},
        {"a\\%j", "/w/a%j"},
        {"%j\\x\\\\", "/w/%jx"},
        {"/abs/%j", "/abs/128"},
        {"../logs/%j", "/w/../logs/128"},
        {"none", "/dev/null"},
        {"NONE", "/dev/null"},
        {"none.out", "/w/none.out"},
        {"", "/w/"},
    };
    for (const auto& [pattern, path] : table) EXPECT_EQ(expand_filename(pattern, array_task(), "/w"), path) << pattern;
}

TEST(Filename, OutsideArraysAndInSteps) {
    FilenameFields fields;
    fields.job_id = 9;
    fields.step = "3";
    EXPECT_EQ(expand_filename("%A_%a_%b", fields, "/"), "/9_4294967294_4");
    EXPECT_EQ(expand_filename("%J-%s-%3s", fields, "/w/"), "/w/9.3-3-003");
    EXPECT_EQ(expand_filename("x", fields, ""), "x");
}

TEST(Filename, Defaults) {
    EXPECT_EQ(default_output_pattern(false), "slurm-%j.out");
    EXPECT_EQ(default_output_pattern(true), "slurm-%A_%a.out");
}

}  // namespace
}  // namespace ms::text
