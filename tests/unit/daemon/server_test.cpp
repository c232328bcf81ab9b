// SPDX-License-Identifier: MIT
// The socket front against peers that do not behave.
#include "daemon/server/server.hpp"

#include <boost/asio/io_context.hpp>
#include <cstring>
#include <gtest/gtest.h>
#include <optional>
#include <sys/socket.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

#include "libms/protocol/frame.hpp"
#include "tests/support/temp_dir.hpp"

namespace {

using namespace ms;

class ServerTest : public testing::Test {
  protected:
    ServerTest() {
        auto listening = msd::server::listen_at(path_, 0600);
        EXPECT_TRUE(listening) << listening.error().message;
        const auto answer = [](Request request, const msd::server::Peer& peer, msd::server::Respond respond) {
            EXPECT_EQ(peer.uid, ::getuid());
            if (std::holds_alternative<PingRequest>(request)) {
                PingReply reply;
                reply.version = "test";
                respond(reply);
            }
        };
        server_.emplace(context_, std::move(*listening), answer, most_of_a_user);
        thread_ = std::thread([this] { context_.run(); });
    }
    ~ServerTest() override {
        context_.stop();
        thread_.join();
    }

    Fd connect() {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path_.c_str(), path_.size() + 1);
        Fd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
        EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        return fd;
    }

    static Result<Reply> read_reply(int fd) {
        char head[protocol::header_size];
        auto whole = read_exact(fd, head, sizeof head);
        if (!whole || !*whole) return fail(Errc::connect_failure, "closed");
        auto header = protocol::parse_header({head, sizeof head}, protocol::max_reply);
        if (!header) return Failure(header.error());
        std::string body(header->size, '\0');
        (void)read_exact(fd, body.data(), body.size());
        return protocol::decode_reply(header->kind, body);
    }

    /// The peer gets an Error, and then the end of the stream.
    void expect_refusal(std::string_view bytes) {
        Fd fd = connect();
        ASSERT_TRUE(write_all(fd.get(), bytes));
        auto reply = read_reply(fd.get());
        ASSERT_TRUE(reply) << reply.error().message;
        ASSERT_TRUE(std::holds_alternative<Error>(*reply));
        EXPECT_EQ(std::get<Error>(*reply).code, Errc::protocol);
        char more;
        EXPECT_LE(::read(fd.get(), &more, 1), 0);  // a reset when bytes of the peer were left unread
    }

    void expect_alive() {
        Fd fd = connect();
        ASSERT_TRUE(write_all(fd.get(), protocol::encode(Request{PingRequest{}})));
        auto reply = read_reply(fd.get());
        ASSERT_TRUE(reply) << reply.error().message;
        EXPECT_TRUE(std::holds_alternative<PingReply>(*reply));
    }

    static constexpr std::size_t most_of_a_user = 20;
    test::TempDir dir_;
    std::string path_ = dir_.path() + "/sock";
    boost::asio::io_context context_;
    std::optional<msd::server::Server> server_;
    std::thread thread_;
};

TEST_F(ServerTest, AnswersSeveralRequestsOnOneConnection) {
    Fd fd = connect();
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(write_all(fd.get(), protocol::encode(Request{PingRequest{}})));
        ASSERT_TRUE(read_reply(fd.get()));
    }
}

TEST_F(ServerTest, GarbageIsRefused) {
    expect_refusal("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    expect_alive();
}

TEST_F(ServerTest, AFrameOfFourGigabytesIsRefusedByItsHeader) {
    expect_refusal(std::string_view("MSD1\x00\x00\x00\x00\xFF\xFF\xFF\xFF", 12));
    expect_alive();
}

TEST_F(ServerTest, AnUnknownKindIsRefused) {
    expect_refusal(std::string_view("MSD1\xFF\x00\x00\x00\x00\x00\x00\x00", 12));
    expect_alive();
}

TEST_F(ServerTest, ABodyThatDoesNotDecodeIsRefused) {
    expect_refusal(std::string_view("MSD1\x00\x00\x00\x00\x04\x00\x00\x00\xFF\xFF\xFF\xFF", 16));
    expect_alive();
}

TEST_F(ServerTest, APeerThatLeavesInTheMiddleIsForgotten) {
    {
        Fd fd = connect();
        ASSERT_TRUE(write_all(fd.get(), std::string_view("MSD1\x00\x00\x00\x00\x10\x00\x00\x00half", 16)));
    }
    {
        Fd fd = connect();
        ASSERT_TRUE(write_all(fd.get(), "MSD"));
    }
    expect_alive();
}

TEST_F(ServerTest, AUserHasSoManyConnectionsAtMost) {
    std::vector<Fd> held;
    for (std::size_t number = 0; number < most_of_a_user; ++number) held.push_back(connect());
    Fd one_more = connect();
    auto reply = read_reply(one_more.get());
    ASSERT_TRUE(reply) << reply.error().message;
    ASSERT_TRUE(std::holds_alternative<Error>(*reply));
    EXPECT_EQ(std::get<Error>(*reply).code, Errc::access_denied);
    held.clear();
    for (bool refused = true; refused;) {  // the server has yet to see their end
        Fd fd = connect();
        ASSERT_TRUE(write_all(fd.get(), protocol::encode(Request{PingRequest{}})));
        reply = read_reply(fd.get());
        ASSERT_TRUE(reply) << reply.error().message;
        refused = std::holds_alternative<Error>(*reply);
    }
    EXPECT_TRUE(std::holds_alternative<PingReply>(*reply));
}

}  // namespace
