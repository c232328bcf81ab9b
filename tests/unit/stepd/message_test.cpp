// SPDX-License-Identifier: MIT
#include "stepd/message.hpp"

#include <gtest/gtest.h>

namespace stepd {
namespace {

TEST(Message, TravelsInPiecesOfAnySize) {
    LaunchOrder order;
    order.job_id = 7;
    order.script = std::string(5000, 'x');
    order.environment = {"A=1", "B="};
    order.limits = {{"NOFILE", ~0ull}};
    const std::string bytes = encode(Kind::order, order) + encode(Kind::ack, Empty{});
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()}) {
        MessageBuffer buffer;
        std::string kinds;
        for (std::size_t at = 0; at < bytes.size(); at += piece) {
            buffer.append(std::string_view(bytes).substr(at, piece));
            while (const auto message = buffer.next()) {
                kinds += static_cast<char>(message->kind);
                if (message->kind != Kind::order) continue;
                LaunchOrder got;
                ASSERT_TRUE(decode(message->body, got));
                EXPECT_EQ(got.script, order.script);
                EXPECT_EQ(got.environment, order.environment);
                EXPECT_EQ(got.limits, order.limits);
            }
        }
        EXPECT_EQ(kinds, "OA") << "pieces of " << piece;
    }
}

TEST(Message, RefusesALengthOverTheLimit) {
    MessageBuffer buffer;
    buffer.append("S\xff\xff\xff\x7f");
    EXPECT_FALSE(buffer.next());
    EXPECT_TRUE(buffer.broken());
}

TEST(Message, RefusesABodyThatIsCut) {
    StartedReport report{1, 2, {}};
    std::string body = encode(Kind::started, report).substr(1);
    ASSERT_TRUE(decode(body, report));
    body[0] = static_cast<char>(body[0] + 9);  // claims more than there is
    EXPECT_FALSE(decode(body, report));
}

}  // namespace
}  // namespace stepd
