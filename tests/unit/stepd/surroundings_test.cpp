// SPDX-License-Identifier: MIT
#include "stepd/surroundings.hpp"

#include <fstream>

#include "stepd/errand.hpp"
#include "tests/unit/stepd/shepherd_fixture.hpp"

namespace stepd::test {
namespace {

using Entries = std::vector<std::string>;

TEST(LoginEntries, AreThoseBehindTheMark) {
    const std::string mark = "----- environment of msstepd -----\n";
    const std::string text = "Welcome!\nA=1\n" + mark + std::string("A=2\0B=x\ny\0SHLVL=1\0PWD=/\0_=x\0nonsense\0", 37);
    EXPECT_EQ(login_entries(text), (Entries{"A=2", "B=x\ny"}));
    EXPECT_EQ(login_entries("A=1"), Entries{});
}

class Surroundings : public ShepherdTest {
  protected:
    /// A job that wants a login of a user whose home is dir() and whose shell reads `profile` there.
    LaunchOrder with_login(const std::string& profile, const std::string& body) {
        std::ofstream(path(".profile")) << profile << "\n";
        LaunchOrder wanted = order(body);
        wanted.login_environment = {"HOME=" + dir(), "SHELL=/bin/sh", "USER=me", "PATH=/usr/bin:/bin"};
        wanted.login_timeout_s = 30;
        return wanted;
    }
};

TEST_F(Surroundings, ALoginFillsInWhatTheEnvironmentDoesNotSay) {
    LaunchOrder wanted = with_login("echo hello from the profile; export A=profile B=profile", "echo $A $B $USER");
    wanted.environment.push_back("A=mine");
    run(wanted);
    EXPECT_EQ(text("out"), "mine profile me\n");
}

TEST_F(Surroundings, ALoginThatDoesNotEndSendsTheJobBackHeld) {
    LaunchOrder wanted = with_login("exec sleep 600", "echo never");
    wanted.login_timeout_s = 1;
    JobStream stream = launch(wanted);
    const FailedReport failed = stream.failed();
    EXPECT_TRUE(failed.hold);
    EXPECT_EQ(failed.why,
              "Unable to get the user's login environment: /bin/sh ended with no end after 1 seconds");
    EXPECT_FALSE(exists(wanted.spool_dir));
}

TEST_F(Surroundings, TheDirectoryOfTmpdirIsMade) {
    LaunchOrder wanted = order("echo $TMPDIR; test -d $TMPDIR && echo there");
    wanted.environment.push_back("TMPDIR=" + path("scratch"));
    run(wanted);
    EXPECT_EQ(text("out"), path("scratch") + "\nthere\n");
}

TEST_F(Surroundings, ATmpdirThatCanNotBeIsTmp) {
    LaunchOrder wanted = order("echo $TMPDIR");
    wanted.environment.push_back("TMPDIR=/no/such/place");
    run(wanted);
    EXPECT_EQ(text("out"),
              "slurmstepd: error: Unable to create TMPDIR [/no/such/place]: No such file or directory\n"
              "slurmstepd: error: Setting TMPDIR to /tmp\n/tmp\n");
}

TEST(Errands, TellWhatBecameOfThem) {
    const auto outcome_of = [](const std::string& body, std::uint32_t timeout_s) {
        Errand errand;
        errand.path = "/bin/sh";
        errand.argv = {"sh", "-c", body};
        errand.timeout_s = timeout_s;
        auto outcome = run_errand(errand);
        EXPECT_TRUE(outcome);
        return outcome ? *outcome : Outcome{};
    };
    EXPECT_TRUE(outcome_of("exit 0", 0).ok());
    EXPECT_EQ(outcome_of("exit 3", 0).text(), "exit status 3");
    EXPECT_EQ(outcome_of("kill -9 $$", 0).text(), "signal 9");
    EXPECT_EQ(outcome_of("echo a; echo b", 0).output, "a\nb\n");
    EXPECT_EQ(outcome_of("sleep 600", 1).text(), "no end after 1 seconds");
}

}  // namespace
}  // namespace stepd::test
