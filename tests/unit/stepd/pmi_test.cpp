// SPDX-License-Identifier: MIT
#include "stepd/pmi.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

namespace stepd {
namespace {

/// A program's end of the conversation.
class Program {
  public:
    Program(PmiServer& server, std::uint32_t task) : server_(server), stream_(server.open(task)) {}
    void say(const std::string& bytes) {
        ASSERT_TRUE(ms::write_all(stream_.get(), bytes));
        server_.on_readable();
    }
    /// False: the server has closed the connection.
    bool tries(const std::string& bytes) {
        const bool sent = ::send(stream_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
        server_.on_readable();
        return sent;
    }
    std::string heard() {
        char bytes[4096];
        const ssize_t size = ::recv(stream_.get(), bytes, sizeof bytes, MSG_DONTWAIT);
        return size > 0 ? std::string(bytes, static_cast<std::size_t>(size)) : std::string();
    }
    std::string answer(const std::string& bytes) {
        say(bytes);
        return heard();
    }

  private:
    PmiServer& server_;
    ms::Fd stream_;
};

TEST(Pmi, MappingFoldsNodesWithEquallyManyTasks) {
    EXPECT_EQ(process_mapping({0, 0, 0}), "(vector,(0,1,3))");
    EXPECT_EQ(process_mapping({0, 0, 1, 1, 2}), "(vector,(0,2,2),(2,1,1))");
    EXPECT_EQ(process_mapping({0, 1, 0, 1}), "(vector,(0,2,1),(0,2,1))");
}

TEST(Pmi, SecondFormDoublesSemicolons) {
    const PmiMessage message{"kvs-put", {{"key", "a"}, {"value", "x;y"}}};
    const std::string text = format_pmi2(message);
    EXPECT_EQ(text, "    29cmd=kvs-put;key=a;value=x;;y;");
    EXPECT_EQ(parse_pmi2(text.substr(6)).field("value"), "x;y");
}

TEST(Pmi, TheFirstFormFromInitToFinalize) {
    PmiServer server("12.0", {0, 0});
    Program first(server, 0), second(server, 1);
    EXPECT_EQ(first.answer("cmd=init pmi_version=1 pmi_subversion=1\n"),
              "cmd=response_to_init pmi_version=1 pmi_subversion=1 rc=0\n");
    EXPECT_EQ(first.answer("cmd=get_my_kvsname\n"), "cmd=my_kvsname rc=0 kvsname=12.0\n");
    EXPECT_EQ(first.answer("cmd=put kvsname=12.0 key=P0 value=host one\n"), "cmd=put_result rc=0 msg=success\n");
    EXPECT_EQ(first.answer("cmd=barrier_in\n"), "");
    EXPECT_EQ(second.answer("cmd=barrier_in\n"), "cmd=barrier_out rc=0\n");
    EXPECT_EQ(first.heard(), "cmd=barrier_out rc=0\n");
    EXPECT_EQ(second.answer("cmd=get kvsname=12.0 key=P0\n"), "cmd=get_result rc=0 msg=success value=host one\n");
    EXPECT_EQ(second.answer("cmd=get kvsname=12.0 key=P9\n"), "cmd=get_result rc=-1 msg=key_not_found value=unknown\n");
    EXPECT_EQ(second.answer("cmd=get kvsname=12.0 key=PMI_process_mapping\n"),
              "cmd=get_result rc=0 msg=success value=(vector,(0,1,2))\n");
    EXPECT_EQ(second.answer("mcmd=spawn\nnprocs=1\nexecname=x\nendcmd\n"), "cmd=spawn_result rc=-1\n");
    EXPECT_EQ(second.answer("cmd=finalize\n"), "cmd=finalize_ack rc=0\n");
}

TEST(Pmi, WhoDoesNotReadIsHeardNoMoreAndNobodyWaitsForIt) {
    PmiServer server("1.0", {0, 0});
    Program deaf(server, 0), other(server, 1);
    for (int asked = 0; asked < 100'000 && deaf.tries("cmd=get_universe_size\n"); ++asked) {
    }
    EXPECT_FALSE(deaf.tries("cmd=get_universe_size\n"));
    EXPECT_EQ(other.answer("cmd=get_universe_size\n"), "cmd=universe_size rc=0 size=2\n");
}

TEST(Pmi, AMessageWithoutAnEndIsNotKept) {
    PmiServer server("1.0", {0});
    Program endless(server, 0);
    const std::string piece(4096, 'x');
    int taken = 0;
    while (taken < 1000 && endless.tries(piece)) ++taken;
    EXPECT_GE(taken, 256);
    EXPECT_LT(taken, 300);
}

TEST(Pmi, TheSecondFormWithThreadsAndAttributesThatComeLater) {
    PmiServer server("7.1", {0, 0});
    Program first(server, 0), second(server, 1);
    for (Program* each : {&first, &second}) each->answer("cmd=init pmi_version=2 pmi_subversion=0\n");
    const auto ask = [](Program& program, const PmiMessage& message) {
        const std::string text = program.answer(format_pmi2(message));
        return text.empty() ? PmiMessage{} : parse_pmi2(text.substr(6));
    };
    const auto init = ask(first, {"fullinit", {{"pmijobid", "7.1"}, {"pmirank", "0"}}});
    EXPECT_EQ(init.command, "fullinit-response");
    EXPECT_EQ(init.field("size"), "2");
    EXPECT_EQ(ask(first, {"info-getjobattr", {{"key", "universeSize"}, {"thrid", "0x5"}}}).field("thrid"), "0x5");
    EXPECT_EQ(ask(second, {"info-getnodeattr", {{"key", "shm"}, {"wait", "TRUE"}}}).command, "");
    EXPECT_EQ(ask(first, {"info-putnodeattr", {{"key", "shm"}, {"value", "name"}}}).field("rc"), "0");
    EXPECT_EQ(parse_pmi2(second.heard().substr(6)).field("value"), "name");
    EXPECT_EQ(ask(first, {"kvs-put", {{"key", "k"}, {"value", "v"}}}).field("rc"), "0");
    EXPECT_EQ(ask(first, {"kvs-fence", {}}).command, "");
    EXPECT_EQ(ask(second, {"kvs-fence", {}}).command, "kvs-fence-response");
    EXPECT_EQ(ask(second, {"kvs-get", {{"jobid", "7.1"}, {"key", "k"}}}).field("value"), "v");
}

TEST(Pmi, AbortIsToldAndPiecesAreJoined) {
    PmiServer server("1.0", {0});
    Program program(server, 0);
    program.say("cmd=init pmi_ver");
    EXPECT_EQ(program.answer("sion=1 pmi_subversion=1\n"), "cmd=response_to_init pmi_version=1 pmi_subversion=1 rc=0\n");
    EXPECT_FALSE(server.aborted());
    program.say("cmd=abort exitcode=7\n");
    EXPECT_EQ(server.aborted(), 7);
}

}  // namespace
}  // namespace stepd
