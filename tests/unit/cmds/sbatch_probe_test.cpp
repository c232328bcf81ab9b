// SPDX-License-Identifier: MIT
// Headers as Slurm's own sbatch read them: some hundred one-line probes with its verdict and the options it
// understood. The table lies beside the repository; without it there is nothing to compare.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "cmds/sbatch/run.hpp"
#include "libms/options/submit.hpp"
#include "libms/text/number.hpp"
#include "tests/support/fake_client.hpp"
#include "tests/support/paths.hpp"

namespace ms {
namespace {

struct Probe {
    std::string kind;
    std::string text;
    std::string verdict;
    std::string message;
    std::string understood;
};

std::string unescaped(const std::string& text) {
    const std::map<char, char> letters{{'n', '\n'}, {'t', '\t'}, {'r', '\r'}, {'0', '\0'}, {'\\', '\\'}};
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto letter = text[i] == '\\' && i + 1 < text.size() ? letters.find(text[i + 1]) : letters.end();
        out += letter == letters.end() ? text[i] : (++i, letter->second);
    }
    return out;
}

std::vector<Probe> read_probes(const std::string& path) {
    std::vector<Probe> probes;
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
        Probe probe;
        std::istringstream cells(line);
        for (std::string* cell : {&probe.kind, &probe.text, &probe.verdict, &probe.message, &probe.understood})
            std::getline(cells, *cell, '\t');
        probe.text = unescaped(probe.text);
        if (probe.kind != "first line") probe.text = "#!/bin/bash\n" + probe.text + "\n\nexit 0\n";
        probes.push_back(probe);
    }
    return probes;
}

/// Where this version means to differ from the probed 22.05, by a part of the header line.
constexpr std::string_view differences[] = {
    // options that came, went or changed their form up to 25.11
    "--res=x", "--power", "--tres-per-task", "--extra=x", "--segment", "--stepmgr", "--oom-kill-step", "--requeue=1",
    "--get-user-env", "--nodes=1,2", "--nodes=1-3:2", "--nodes=1,3-5",
    // not in this version: refused
    "--container=", "hetjob", "packjob",
    // shown as they were given, not in Slurm's canonical form
    "--cluster=x", "--priority=TOP", "--uid=",
    // relative to the time of the probe
    "--begin=now", "--begin=16:00", "--begin=tomorrow",
    // 22.05 reads "-1" nodes as 1
    "--nodes=-1",
    // two requests for the GPUs of a node contradict each other by now
    "--gpus-per-node=1",
    // foreign headers are not translated
    "#PBS", "#BSUB",
};

bool differs(const Probe& probe) {
    return std::any_of(std::begin(differences), std::end(differences),
                       [&](std::string_view part) { return probe.text.find(part) != std::string::npos; });
}

/// Refused by Slurm's daemon; the one of this test accepts everything that the command itself does.
bool refused_by_daemon(const Probe& probe) {
    return probe.verdict.find("(site/semantic)") != std::string::npos ||
           probe.message.find("allocation failure") != std::string::npos;
}

int wanted_status(const Probe& probe) {
    if (probe.verdict == "rejected rc=255") return 255;
    return probe.verdict == "rejected rc=1" ? 1 : 0;
}

/// "sbatch: name    : value" lines as one text of name=value words, in the order of the names.
std::string understood(const std::string& err) {
    std::string out;
    std::istringstream lines(err);
    for (std::string line; std::getline(lines, line);) {
        const std::size_t colon = line.find(": ", 8);
        if (colon == std::string::npos || colon < 28) continue;
        const std::string name(text::trim(line.substr(8, colon - 8)));
        if (name == "verbose" || name == "test-only" || name == "gres") continue;  // gres: written otherwise by now
        out += (out.empty() ? "" : " ") + name + "=" + line.substr(colon + 2);
    }
    return out;
}

class SbatchProbes : public ::testing::Test {
  protected:
    void SetUp() override {
        char pattern[] = "/tmp/tmpXXXXXX";
        directory_ = mkdtemp(pattern);
        char before[PATH_MAX];
        before_ = getcwd(before, sizeof before);
        ASSERT_EQ(chdir(directory_.c_str()), 0);
    }
    void TearDown() override {
        unlink("p");
        ASSERT_EQ(chdir(before_.c_str()), 0);
        rmdir(directory_.c_str());
    }
    test::Ran read(const std::string& script) {
        std::ofstream("p") << script;
        test::FakeClient client([](const Request&) -> Result<Reply> { return Reply{SubmitReply{}}; });
        return test::run_command(cmds::sbatch::run, "sbatch", {"-v", "--test-only", "p"}, client);
    }
    /// What the probe understood; it ran in a directory of its own, and writes --mem=0 with a question mark.
    std::string wanted_options(const Probe& probe) const {
        const std::string there = "/tmp/tmpxrwchhch";
        std::string out = probe.understood;
        for (std::size_t at; (at = out.find(there)) != std::string::npos;) out.replace(at, there.size(), directory_);
        if (out == "mem=0?") out.pop_back();
        if (const std::size_t at = out.find("gres="); at != std::string::npos) out.resize(at ? at - 1 : 0);
        return out;
    }

  private:
    std::string directory_;
    std::string before_;
};

TEST_F(SbatchProbes, HeadersAreReadAsSlurmReadsThem) {
    const auto probes = read_probes(ms::test::shared_path("corpus/parser_probes.tsv"));
    if (probes.empty()) GTEST_SKIP() << "no table of probes beside the repository";
    int compared = 0;
    for (const Probe& probe : probes) {
        if (differs(probe)) continue;
        ++compared;
        const auto ran = read(probe.text);
        if (refused_by_daemon(probe)) {
            EXPECT_LE(ran.status, 1) << probe.text << ran.err;
            continue;
        }
        EXPECT_EQ(ran.status, wanted_status(probe)) << probe.text << ran.err;
        const std::string message = probe.message.substr(0, probe.message.find(" | "));
        if (wanted_status(probe) != 0) {
            EXPECT_NE(ran.err.find(message), std::string::npos) << probe.text << "want " << message << "\n" << ran.err;
        } else {
            EXPECT_EQ(understood(ran.err), wanted_options(probe)) << probe.text;
        }
    }
    EXPECT_GT(compared, 400);
}

}  // namespace
}  // namespace ms
