// SPDX-License-Identifier: MIT
// sinfo's output, byte for byte: first a machine of one node as real Slurm printed it, then a small cluster.
#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "cmds/sinfo/columns.hpp"
#include "cmds/sinfo/run.hpp"
#include "libms/base/letters.hpp"
#include "libms/table/format.hpp"
#include "tests/support/fake_client.hpp"

using namespace ms;
using namespace ms::test;

namespace {

const Time now = from_epoch_seconds(1795379681);  // 2026-11-22T20:34:41 UTC

NodeInfo node(const std::string& name) {
    NodeInfo info;
    info.name = info.host_name = name;
    info.address = "127.0.0.1";
    info.version = "25.11.0";
    info.cpus = 64;
    info.cores_per_socket = 64;
    info.memory = {20000};
    info.memory_free = {21584};
    return info;
}

PartitionInfo partition(const std::string& name, std::vector<std::string> nodes) {
    PartitionInfo info;
    info.name = name;
    info.nodes = std::move(nodes);
    return info;
}

/// One node in two partitions, partly used.
ClusterReply one_node() {
    ClusterReply reply;
    reply.now = now;
    reply.cluster = "peer";
    NodeInfo vm = node("vm");
    vm.state = NodeState::mixed;
    vm.cpus_allocated = 12;
    vm.memory_allocated = {1700};
    vm.load_percent = 1213;
    vm.gres = {{"gpu", "", 4, 2, {0, 1}}};
    reply.nodes = {vm};
    reply.partitions = {partition("debug", {"vm"}), partition("long", {"vm"})};
    reply.partitions[0].is_default = true;
    reply.partitions[0].max_time = TimeLimit::of_minutes(1440);
    reply.partitions[0].default_time = TimeLimit::of_minutes(60);
    reply.partitions[1].default_time = TimeLimit::of_minutes(1440);
    reply.notices = {{"memory limits are watched by sampling: there is no memory controller"}};
    return reply;
}

/// Nodes of two kinds in several states; a hidden partition and one without nodes.
ClusterReply cluster() {
    ClusterReply reply = one_node();
    reply.nodes.clear();
    for (const char* name : {"n1", "n2", "n3", "n4", "n5", "n10"}) reply.nodes.push_back(node(name));
    auto& nodes = reply.nodes;
    nodes[1].state = NodeState::allocated;
    nodes[1].cpus_allocated = 64;
    nodes[2].flags = node_drain;
    nodes[2].reason = "maint window";
    nodes[2].reason_user = "root";
    nodes[2].reason_time = now;
    nodes[3].state = NodeState::down;
    nodes[3].flags = node_not_responding;
    nodes[3].reason = "gone";
    nodes[3].reason_uid = 4711;
    nodes[4].cpus = 128;
    nodes[4].memory = {40000};
    reply.partitions = {partition("main", {"n1", "n2", "n3", "n4", "n5", "n10"}), partition("a_longer_name", {"n1"}),
                        partition("none", {}), partition("secret", {"n1", "n2"})};
    reply.partitions[0].is_default = true;
    reply.partitions[3].hidden = true;
    return reply;
}

class Sinfo : public ::testing::Test {
  protected:
    Sinfo() {
        setenv("TZ", "UTC", 1);
        tzset();
        for (const char* name : {"SINFO_FORMAT", "SINFO_PARTITION", "SINFO_SORT", "SINFO_ALL", "SLURM_TIME_FORMAT"})
            unsetenv(name);
    }
    Ran run(std::vector<std::string> words) {
        return run_command(cmds::sinfo::run, "sinfo", std::move(words), client, "", now);
    }
    std::string out(std::vector<std::string> words) {
        const Ran ran = run(std::move(words));
        EXPECT_EQ(ran.status, 0);
        EXPECT_EQ(ran.err, "");
        return ran.out;
    }

    ClusterReply answer = one_node();
    FakeClient client{[this](const Request&) -> Result<Reply> { return answer; }};
};

class SinfoCluster : public Sinfo {
  protected:
    SinfoCluster() { answer = cluster(); }
};

TEST_F(Sinfo, DefaultListing) {
    EXPECT_EQ(out({}),
              "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
              "debug*       up 1-00:00:00      1    mix vm\n"
              "long         up   infinite      1    mix vm\n");
    EXPECT_EQ(out({"-h", "-p", "long"}), "long         up   infinite      1    mix vm\n");
}

TEST_F(Sinfo, NodeListing) {
    EXPECT_EQ(out({"-N"}),
              "NODELIST   NODES PARTITION STATE \n"
              "vm             1    debug* mix   \n"
              "vm             1      long mix   \n");
    EXPECT_EQ(
        out({"-Nl"}),
        "Sun Nov 22 20:34:41 2026\n"
        "NODELIST   NODES PARTITION       STATE CPUS    S:C:T MEMORY TMP_DISK WEIGHT AVAIL_FE REASON              \n"
        "vm             1    debug*       mixed 64     1:64:1  20000        0      1   (null) none                \n"
        "vm             1      long       mixed 64     1:64:1  20000        0      1   (null) none                "
        "\n");
}

TEST_F(Sinfo, LongListing) {
    EXPECT_EQ(out({"-l"}),
              "Sun Nov 22 20:34:41 2026\n"
              "PARTITION AVAIL  TIMELIMIT   JOB_SIZE ROOT OVERSUBS     GROUPS  NODES       STATE RESERVATION NODELIST\n"
              "debug*       up 1-00:00:00 1-infinite   no       NO        all      1       mixed             vm\n"
              "long         up   infinite 1-infinite   no       NO        all      1       mixed             vm\n");
}

TEST_F(Sinfo, Summary) {
    EXPECT_EQ(out({"-s"}),
              "PARTITION AVAIL  TIMELIMIT   NODES(A/I/O/T) NODELIST\n"
              "debug*       up 1-00:00:00          1/0/0/1 vm\n"
              "long         up   infinite          1/0/0/1 vm\n");
}

TEST_F(Sinfo, NoReasonsAndNoReservations) {
    EXPECT_EQ(out({"-R"}), "REASON               USER      TIMESTAMP           NODELIST\n");
    EXPECT_EQ(out({"-T"}), "No reservations in the system\n");
}

TEST_F(Sinfo, PartitionsWithoutANodeAskedForShowNone) {
    const std::string none =
        "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
        "debug*       up 1-00:00:00      0    n/a \n"
        "long         up   infinite      0    n/a \n";
    EXPECT_EQ(out({"-n", "nosuch"}), none);
    EXPECT_EQ(out({"-t", "idle"}), none);
    EXPECT_EQ(out({"-d"}), none);
    EXPECT_EQ(out({"-p", "nosuch"}), "PARTITION AVAIL  TIMELIMIT  NODES  STATE NODELIST\n");
    EXPECT_EQ(out({"-h", "-n", "nosuch", "-o", "%N"}), "");
}

TEST_F(Sinfo, EveryLetter) {
    EXPECT_EQ(
        out({"-h", "-p", "debug", "-o",
             "%a|%A|%b|%B|%c|%C|%d|%D|%e|%E|%f|%F|%g|%G|%h|%H|%i|%I|%l|%L|%m|%M|%n|%N|%o|%O|%p|%P|%r|%R|%s|%S|%t|%T|"
             "%u|%U|%v|%w|%X|%Y|%z|%Z"}),
        "up|1/0|(null)|UNLIMITED|64|12/52/0/64|0|1|21584|none|(null)|1/0/0/1|all|gpu:4|NO|Unknown||1|1-00:00:00|"
        "1:00:00|20000|OFF|vm|vm|127.0.0.1|12.13|1|debug*|no|debug|1-infinite|all|mix|mixed|Unknown|Unknown|"
        "25.11.0|1|1|64|1:64:1|1\n");
}

TEST_F(Sinfo, FormatsByName) {
    EXPECT_EQ(out({"-O", "NodeList,Gres,GresUsed,CPUsState,FreeMem,AllocMem,StateComplete"}),
              "NODELIST            GRES                GRES_USED           CPUS(A/I/O/T)       FREE_MEM            "
              "ALLOCMEM            STATECOMPLETE       \n"
              "vm                  gpu:4               gpu:2(IDX:0-1)      12/52/0/64          21584               "
              "1700                mixed               \n");
}

TEST_F(Sinfo, AnUnknownFieldIsToldAndPrintedAsItStands) {
    const Ran ran = run({"-h", "-p", "long", "-o", "%k|%t"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.out, "%k|mix\n");
    EXPECT_EQ(ran.err, "Invalid node format specification: k\n");
}

TEST_F(Sinfo, NoticesComeWithVerbose) {
    const Ran ran = run({"-v", "-h"});
    EXPECT_EQ(ran.status, 0);
    EXPECT_EQ(ran.err, "sinfo: memory limits are watched by sampling: there is no memory controller\n");
    EXPECT_EQ(run({}).err, "");
}

TEST_F(Sinfo, TheEnvironmentGivesDefaults) {
    setenv("SINFO_FORMAT", "%P %t", 1);
    setenv("SINFO_PARTITION", "long", 1);
    EXPECT_EQ(out({}), "PARTITION STATE\nlong mix\n");
    EXPECT_EQ(out({"-p", "debug", "-o", "%R"}), "PARTITION\ndebug\n");
    EXPECT_NE(out({"-s"}).find("NODES(A/I/O/T)"), std::string::npos);
}

TEST_F(Sinfo, RefusesWhatMeansNothing) {
    const Ran state = run({"-t", "foo"});
    EXPECT_EQ(state.status, 1);
    EXPECT_EQ(state.out, "");
    EXPECT_EQ(state.err.substr(0, 70), "sinfo: error: Bad state string: \"foo\"\nsinfo: error: valid states: unkn");
    EXPECT_EQ(run({"--bogus"}).err,
              "sinfo: unrecognized option '--bogus'\nTry \"sinfo --help\" for more information\n");
    EXPECT_EQ(run({"-S", "?"}).err, "sinfo: error: Invalid sort specification: ?\n");
    EXPECT_EQ(run({"-n", "n[1-"}).status, 1);
    EXPECT_EQ(run({"--json=foo"}).err.substr(0, 58), "sinfo: error: Unable to find plugin: data_parser/foo; --js");
    EXPECT_EQ(run({"foo"}).out, run({}).out);
}

TEST_F(Sinfo, AnUnreachableDaemonIsTold) {
    FakeClient dead;
    const Ran ran = run_command(cmds::sinfo::run, "sinfo", {}, dead);
    EXPECT_EQ(ran.status, 1);
    EXPECT_EQ(ran.err, "slurm_load_partitions: Unable to contact slurm controller (connect failure)\n");
}

TEST_F(Sinfo, TellsAboutItself) {
    EXPECT_EQ(out({"-V"}), "slurm 25.11.0\n");
    EXPECT_NE(out({"--help"}).find("--list-reasons"), std::string::npos);
    EXPECT_NE(out({"--helpformat"}).find("%t  StateCompact\n"), std::string::npos);
    EXPECT_NE(out({"--helpFormat"}).find("GresUsed"), std::string::npos);
    EXPECT_NE(out({"--helpstate"}).find("drained\n"), std::string::npos);
}

TEST_F(SinfoCluster, MergesEqualNodesAndGrowsWithTheLongestPartition) {
    EXPECT_EQ(out({}),
              "PARTITION     AVAIL  TIMELIMIT  NODES  STATE NODELIST\n"
              "main*            up   infinite      1  down* n4\n"
              "main*            up   infinite      1  drain n3\n"
              "main*            up   infinite      1  alloc n2\n"
              "main*            up   infinite      3   idle n[1,5,10]\n"
              "a_longer_name    up   infinite      1   idle n1\n"
              "none             up   infinite      0    n/a \n");
}

TEST_F(SinfoCluster, NodesInTheOrderOfTheirNumbers) {
    EXPECT_EQ(out({"-h", "-N", "-p", "main", "-o", "%N %t"}),
              "n1 idle\nn2 alloc\nn3 drain\nn4 down*\nn5 idle\nn10 idle\n");
    EXPECT_EQ(out({"-h", "-N", "-n", "n1", "-o", "%R"}), "main\na_longer_name\n");
    EXPECT_EQ(out({"-h", "-N", "-p", "main", "-S", "-N", "-o", "%N"}), "n10\nn5\nn4\nn3\nn2\nn1\n");
}

TEST_F(SinfoCluster, WithoutThePartitionANodeStandsOnce) {
    EXPECT_EQ(out({"-h", "-o", "%t %D %N", "-t", "idle"}), "drain 1 n3\nidle 3 n[1,5,10]\n");
    EXPECT_EQ(out({"-h", "-o", "%C"}), "64/256/128/448\n");
}

TEST_F(SinfoCluster, UnequalNodesShareALineUnlessExact) {
    EXPECT_EQ(out({"-h", "-p", "main", "-t", "idle", "-o", "%c %m %N"}), "64+ 20000+ n[1,3,5,10]\n");
    EXPECT_EQ(out({"-h", "-e", "-p", "main", "-t", "idle", "-o", "%c %m %N"}), "64 20000 n[1,3,10]\n128 40000 n5\n");
}

TEST_F(SinfoCluster, SummaryCountsNodes) {
    EXPECT_EQ(out({"-h", "-s", "-p", "main"}), "main*            up   infinite          1/3/2/6 n[1-5,10]\n");
}

TEST_F(SinfoCluster, Reasons) {
    EXPECT_EQ(out({"-R"}),
              "REASON               USER      TIMESTAMP           NODELIST\n"
              "gone                 Unk(4711) Unknown             n4\n"
              "maint window         root      2026-11-22T20:34:41 n3\n");
    EXPECT_EQ(out({"-R", "-l", "-h"}),
              "gone                 Unk(4711)    Unknown             down*  n4\n"
              "maint window         root(0)      2026-11-22T20:34:41 drain  n3\n");
}

TEST_F(SinfoCluster, StatesByNameCombinationAndNegation) {
    const auto nodes = [&](const char* states) { return out({"-h", "-o", "%N", "-t", states}); };
    EXPECT_EQ(nodes("idle"), "n[1,3,5,10]\n");
    EXPECT_EQ(nodes("drain&idle"), "n3\n");
    EXPECT_EQ(nodes("DRAIN,alloc"), "n[2-3]\n");
    EXPECT_EQ(nodes("drained"), "n3\n");
    EXPECT_EQ(nodes("drng"), "");
    EXPECT_EQ(nodes("down&no_respond"), "n4\n");
    EXPECT_EQ(nodes("~idle&~down"), "n2\n");
    EXPECT_EQ(nodes("all"), "n[1-5,10]\n");
    EXPECT_EQ(out({"-h", "-r", "-o", "%N"}), "n[1-3,5,10]\n");
    EXPECT_EQ(out({"-h", "-d", "-o", "%N"}), "n4\n");
}

TEST_F(SinfoCluster, HiddenPartitionsShowWhenAskedFor) {
    EXPECT_EQ(out({"-h", "-o", "%R", "-p", "secret"}), "secret\n");
    EXPECT_EQ(out({"-h", "-a", "-o", "%R"}), "main\na_longer_name\nnone\nsecret\n");
    EXPECT_EQ(out({"-h", "-a", "--hide", "-o", "%R"}), "main\na_longer_name\nnone\n");
}

TEST_F(SinfoCluster, Sorting) {
    EXPECT_EQ(out({"-h", "-S", "P", "-o", "%P"}), "a_longer_name\nmain*\nnone\n");
    EXPECT_EQ(out({"-h", "-S", "-#P", "-o", "%P"}), "none\na_longer_name\nmain*\n");
    EXPECT_EQ(out({"-h", "-S", "t", "-o", "%t"}), "idle\nalloc\ndrain\ndown*\n");
    EXPECT_EQ(out({"-h", "-S", "-D,t", "-o", "%t %D"}), "idle 3\nalloc 1\ndrain 1\ndown* 1\n");
}

TEST_F(SinfoCluster, EveryColumnHasAValueForEveryNodeAndForNone) {
    cmds::sinfo::View view;
    view.now = now;
    view.cluster = "peer";
    std::vector<cmds::sinfo::NodeGroup> groups = {{&answer.partitions[0], 0, {}}};
    for (const NodeInfo& each : answer.nodes) groups.push_back({&answer.partitions[0], 0, {&each}});
    for (const auto& column : cmds::sinfo::group_columns())
        for (const auto& group : groups) {
            const bool excused =
                column.name == "Reservation" || (group.nodes.empty() && column.value(group, view).empty());
            EXPECT_TRUE(excused || !column.value(group, view).empty()) << column.name;
        }
}

TEST_F(Sinfo, ColumnNamesAreUniqueAndLettersHaveOneMeaning) {
    const auto columns = cmds::sinfo::group_columns();
    EXPECT_EQ(columns.size(), 50u);
    for (std::size_t i = 0; i < columns.size(); ++i)
        for (std::size_t j = i + 1; j < columns.size(); ++j) {
            EXPECT_FALSE(equal_ignoring_case(columns[i].name, columns[j].name)) << columns[i].name;
            const bool same_letter = columns[i].letter && columns[i].letter == columns[j].letter;
            EXPECT_TRUE(!same_letter || columns[i].value == columns[j].value) << columns[i].letter;
        }
}

}  // namespace
