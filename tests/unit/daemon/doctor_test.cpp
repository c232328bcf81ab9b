// SPDX-License-Identifier: MIT
// What msd doctor makes of machines that are well, and of such that are not.
#include "daemon/doctor/doctor.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace msd::doctor {
namespace {

/// A workstation on which nothing is wrong and everything is held.
Facts healthy() {
    Facts facts;
    facts.user = "alice";
    facts.detected.cpus = {0, 1, 2, 3};
    facts.detected.cores_per_socket = 2;
    facts.detected.threads_per_core = 2;
    facts.detected.memory = ms::Megabytes{16384};
    facts.detected.cgroup = {"/sys/fs/cgroup/me", true, {"cpu", "memory"}};
    facts.state = {"/home/alice/.local/state/msd", true, 5000};
    facts.spool = {"/home/alice/.local/state/msd/spool", true, 5000};
    facts.now = ms::from_epoch_seconds(1'790'000'000);
    facts.boot = ms::from_epoch_seconds(1'789'000'000);
    return facts;
}

const Finding* find(const std::vector<Finding>& findings, const std::string& part) {
    for (const auto& each : findings)
        if (each.text.find(part) != std::string::npos) return &each;
    return nullptr;
}

TEST(Doctor, NothingIsWrongWithAHealthyMachine) {
    const auto findings = examine(healthy());
    for (const auto& each : findings) {
        EXPECT_EQ(each.mark, Finding::Mark::fact) << each.text;
        EXPECT_TRUE(each.remedy.empty()) << each.text;
    }
    EXPECT_TRUE(find(findings, "4: 1 socket, each 2 cores of 2 threads"));
    EXPECT_TRUE(find(findings, "may hand out: cpu memory"));
    EXPECT_TRUE(render(findings).ends_with("Nothing is wrong.\n"));
}

struct Ailment {
    const char* text;  // a part of what is said
    char mark;
    void (*befall)(Facts&);
};
const Ailment ailments[] = {
    {"its library does not tell", '!', [](Facts& f) { f.nvidia_trouble = "Driver Not Loaded"; }},
    {"/dev/nvidia0 does not exist", '!', [](Facts& f) { f.missing_files = {"/dev/nvidia0"}; }},
    {"system mode wants root", '!', [](Facts& f) { f.system = true; }},
    {"has no name", '!', [](Facts& f) { f.user.clear(); }},
    {"stands before", '!', [](Facts& f) { f.now = ms::from_epoch_seconds(5); }},
    {"can not be written", '!', [](Facts& f) { f.state.writable = false; }},
    {"spool has only 7M free", '!', [](Facts& f) { f.spool.free_megabytes = 7; }},
    {"msd.conf:3: KillWait=x", '!', [](Facts& f) { f.config_trouble = "msd.conf:3: KillWait=x: must be whole seconds"; }},
    {"unknown key", '-', [](Facts& f) { f.config_warnings = {"msd.conf:3: unknown key Foo is ignored"}; }},
    {"nobody answers", '!', [](Facts& f) { f.daemon_trouble = "/run/x is there and nobody answers: refused"; }},
    {"controller is delegated", '-',
     [](Facts& f) { f.notices = {{"memory limits are watched by sampling: no cgroup v2 memory controller is delegated to msd"}}; }},
};

TEST(Doctor, EachShortfallIsSaidWithItsRemedy) {
    for (const auto& ailment : ailments) {
        Facts facts = healthy();
        ailment.befall(facts);
        const auto findings = examine(facts);
        const Finding* said = find(findings, ailment.text);
        ASSERT_TRUE(said) << ailment.text;
        EXPECT_EQ(static_cast<char>(said->mark), ailment.mark) << ailment.text;
        EXPECT_FALSE(said->remedy.empty()) << ailment.text;
        EXPECT_EQ(std::count_if(findings.begin(), findings.end(), [](const auto& each) { return each.mark != Finding::Mark::fact; }), 1)
            << ailment.text;
        EXPECT_NE(render(findings).find("> " + said->remedy), std::string::npos);
    }
}

/// What has a blank within the margin is broken there; what is to be copied is not.
TEST(Doctor, AScreenIsEightyColumnsWide) {
    const std::string long_text = "memory is held by sampling, CPUs by affinity, processes by ulimit; swap and CPU time are not held: "
                                  "no systemd runs here to give jobs a control group, and msd.conf names none";
    const std::string remedy = "systemctl edit user@.service   (the lines [Service] and Delegate=cpu cpuset io memory pids)";
    const std::string text = render({{Finding::Mark::not_held, "limits", long_text, remedy}});
    EXPECT_EQ(text,
              "- limits         memory is held by sampling, CPUs by affinity, processes by\n"
              "                 ulimit; swap and CPU time are not held: no systemd runs here to\n"
              "                 give jobs a control group, and msd.conf names none\n"
              "                 > " + remedy + "\n"
              "Nothing is wrong; 1 marked - could be better.\n");
    const std::string word(100, 'x');
    EXPECT_NE(render({{Finding::Mark::fact, "state", word + " free", ""}}).find(word + "\n"), std::string::npos);
}

TEST(Doctor, TheDaemonThatAnswersTellsWhatItHolds) {
    Facts facts = healthy();
    facts.notices = {{"said of the machine"}};
    facts.daemon = ms::PingReply{};
    facts.daemon->mode = "user";
    facts.daemon->notices = {{"said by the daemon"}};
    const auto findings = examine(facts);
    EXPECT_TRUE(find(findings, "said by the daemon"));
    EXPECT_FALSE(find(findings, "said of the machine"));
}

TEST(Doctor, GpusAreTold) {
    Facts facts = healthy();
    hardware::Gpu gpu;
    gpu.type = "a100", gpu.file = "/dev/nvidia0", gpu.memory = ms::Megabytes{40960}, gpu.bus = "0000:3b:00.0";
    facts.detected.gpus = {gpu};
    EXPECT_TRUE(find(examine(facts), "a100 /dev/nvidia0, 40G, 0000:3b:00.0"));
}

}  // namespace
}  // namespace msd::doctor
