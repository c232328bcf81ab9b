// SPDX-License-Identifier: MIT
// Every column of sinfo prints a value of the right form for nodes in every kind of state, and is the one of the table of facts.
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <sstream>

#include "cmds/sinfo/columns.hpp"
#include "libms/table/format.hpp"
#include "tests/support/paths.hpp"

namespace ms::cmds::sinfo {
namespace {

constexpr const char* text = "[^\\n]+";
constexpr const char* word = "[^ \\n]+";
constexpr const char* number = "\\d+";
constexpr const char* at_least = "\\d+\\+?";
constexpr const char* range = "\\d+(-\\d+)?";
constexpr const char* load = "\\d+\\.\\d\\d(-\\d+\\.\\d\\d)?";
constexpr const char* two = "\\d+/\\d+";
constexpr const char* four = "\\d+/\\d+/\\d+/\\d+";
constexpr const char* available = "up|down|drain|inact";
constexpr const char* gres = "\\(null\\)|\\w+(:\\w+)?:\\d+(\\([\\w:,-]+\\))?(,\\w[^,]*)*|gpu:2\\(IDX:0-1\\)";
constexpr const char* limit = "infinite|(\\d+-)?(\\d+:)?\\d+:\\d\\d";
constexpr const char* default_time = "n/a|infinite|(\\d+-)?(\\d+:)?\\d+:\\d\\d";
constexpr const char* cpus_limit = "UNLIMITED|\\d+";
constexpr const char* hosts = "|[\\w.,\\[\\]-]+";
constexpr const char* oversubscribe = "NO|EXCLUSIVE|(YES|FORCE):\\d+";
constexpr const char* partition_name = "\\w+\\*?";
constexpr const char* reservation = "|\\w+";
constexpr const char* yes_no = "yes|no";
constexpr const char* job_size = "\\d+(-(\\d+|infinite))?";
constexpr const char* sct = "\\d+\\+?:\\d+\\+?:\\d+\\+?";
constexpr const char* compact = "[a-z/]{2,5}[*~#!%$@^+-]?";
constexpr const char* state = "[a-z/]+[*~#!%$@^+-]?";
constexpr const char* complete = "[a-z/_]+(\\+[a-z_]+)*";
constexpr const char* date = "Unknown|\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d";

const std::map<std::string_view, const char*>& forms() {
    static const std::map<std::string_view, const char*> all = {
        {"AllocMem", at_least}, {"AllocNodes", word}, {"Available", available}, {"Cluster", word},
        {"Comment", text}, {"Cores", at_least}, {"CPUs", at_least}, {"CPUsLoad", load}, {"CPUsState", four},
        {"DefaultTime", default_time}, {"Disk", at_least}, {"Extra", text}, {"Features", text},
        {"features_act", text}, {"FreeMem", range}, {"Gres", gres}, {"GresUsed", gres}, {"Groups", word},
        {"MaxCPUsPerNode", cpus_limit}, {"Memory", at_least}, {"NodeAddr", hosts}, {"NodeAI", two},
        {"NodeAIOT", four}, {"NodeHost", hosts}, {"NodeList", hosts}, {"Nodes", number},
        {"OverSubscribe", oversubscribe}, {"Partition", partition_name}, {"PartitionName", word}, {"Port", number},
        {"PreemptMode", word}, {"PriorityJobFactor", number}, {"PriorityTier", number}, {"Reason", text},
        {"Reservation", reservation}, {"Root", yes_no}, {"Share", oversubscribe}, {"Size", job_size},
        {"SocketCoreThread", sct}, {"Sockets", at_least}, {"StateCompact", compact}, {"StateComplete", complete},
        {"StateLong", state}, {"Threads", at_least}, {"Time", limit}, {"TimeStamp", date}, {"User", word},
        {"UserLong", word}, {"Version", word}, {"Weight", at_least},
    };
    return all;
}

const Time now = from_epoch_seconds(1795379681);

NodeInfo node(NodeState state, std::uint32_t flags, const char* reason = "") {
    NodeInfo info;
    info.name = info.host_name = info.address = "n1";
    info.version = "25.11.0";
    info.cpus = 8;
    info.memory = {4000};
    info.load_percent = 250;
    info.gres = {{"gpu", "", 4, 2, {0, 1}}};
    info.state = state;
    info.flags = flags;
    info.reason = reason;
    if (*reason) {
        info.reason_user = "root";
        info.reason_time = now;
    }
    return info;
}

TEST(SinfoFields, EachHasItsFormForNodesInEveryState) {
    setenv("TZ", "UTC", 1);
    PartitionInfo partition;
    partition.name = "debug";
    partition.is_default = true;
    std::vector<NodeInfo> nodes = {
        node(NodeState::idle, 0),          node(NodeState::mixed, 0),
        node(NodeState::allocated, 0),     node(NodeState::idle, node_drain, "maint window"),
        node(NodeState::mixed, node_drain, "later"), node(NodeState::down, node_not_responding, "gone"),
    };
    const View view{now, "peer", ""};
    const auto columns = group_columns();
    EXPECT_EQ(forms().size(), columns.size());
    NodeGroup none;
    none.partition = &partition;
    std::vector<NodeGroup> groups = {none};
    for (const NodeInfo& each : nodes) {
        groups.push_back(none);
        groups.back().nodes = {&each};
    }
    for (const GroupColumn& column : columns) {
        ASSERT_TRUE(forms().count(column.name)) << column.name;
        const std::regex form(forms().at(column.name));
        for (std::size_t i = 1; i < groups.size(); ++i) {
            const std::string value = column.value(groups[i], view);
            EXPECT_TRUE(std::regex_match(value, form)) << column.name << " of node " << i << ": " << value;
        }
        column.value(groups.front(), view);  // a partition without nodes has a line too
    }
}

/// The table of facts beside the repository, where there is one.
TEST(SinfoFields, AreThoseOfTheFactTable) {
    std::ifstream facts(ms::test::shared_path("surface/sinfo_fields.tsv"));
    if (!facts) GTEST_SKIP() << "there is no ../shared here";
    const auto columns = group_columns();
    std::size_t found = 0;
    std::string line;
    std::getline(facts, line);
    while (std::getline(facts, line) && line[0] != '#') {
        std::istringstream words(line);
        std::string letter, name, header;
        std::getline(words, letter, '\t');
        std::getline(words, name, '\t');
        std::getline(words, header, '\t');
        const std::size_t at = table::find_name(std::span<const GroupColumn>(columns), name);
        ASSERT_LT(at, columns.size()) << "no column " << name;
        ++found;
        EXPECT_EQ(columns[at].header, header) << name;
        EXPECT_EQ(columns[at].letter ? std::string(1, columns[at].letter) : "", letter) << name;
    }
    EXPECT_EQ(found, columns.size());
}

}  // namespace
}  // namespace ms::cmds::sinfo
