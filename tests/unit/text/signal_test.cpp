// SPDX-License-Identifier: MIT
#include "libms/text/signal.hpp"

#include <csignal>
#include <gtest/gtest.h>

namespace ms::text {
namespace {

TEST(Signal, Names) {
    for (const char* text :
         {"TERM", "SIGTERM", "term", "sigTerm", "15"}) EXPECT_EQ(parse_signal(text), SIGTERM) << text;
    EXPECT_EQ(parse_signal("USR1"), SIGUSR1);
    EXPECT_EQ(parse_signal("64"), 64);
    for (const char* text :
         {"", "SIG", "FOO", "SIGSIGTERM", "0", "65", "-9", "SIG15", "TERM ", "SEGV", "99999999999999999999"})
        EXPECT_EQ(parse_signal(text), std::nullopt) << text;
}

TEST(Signal, NamesReadBack) {
    for (int number = 1; number <= 64; ++number) EXPECT_EQ(parse_signal(signal_name(number)), number);
    EXPECT_EQ(signal_name(SIGTERM), "TERM");
    EXPECT_EQ(signal_name(SIGSEGV), "11");
    EXPECT_EQ(signal_name(40), "40");
}

TEST(Signal, Warnings) {
    const std::pair<std::string_view, WarnSignal> table[] = {
        {"USR1@300", {SIGUSR1, 300, false, false}},  {"SIGUSR1@90", {SIGUSR1, 90, false, false}},
        {"B:USR1@25200", {SIGUSR1, 25200, true, false}}, {"2@60", {SIGINT, 60, false, false}},
        {"USR2", {SIGUSR2, 60, false, false}},       {"R:USR1", {SIGUSR1, 60, false, true}},
        {"RB:TERM@0", {SIGTERM, 0, true, true}},     {"BR:TERM", {SIGTERM, 60, true, true}},
        {"10@65535", {SIGUSR1, 65535, false, false}},
    };
    for (const auto& [text, warn] : table) {
        const auto parsed = parse_warn_signal(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(*parsed, warn) << text;
    }
    for (const char* text :
         {"", "FOO@10", "USR1@", "USR1@x", "USR1@-1", "USR1@65536", "B:", ":USR1", "X:USR1", "B:R:USR1", "@60",
          "0@60", "USR1@1@2", "USR1 @60", "$SIG"}) {
        const auto parsed = parse_warn_signal(text);
        ASSERT_FALSE(parsed) << text;
        EXPECT_EQ(parsed.error(), (Error{Errc::usage, std::string("Invalid --signal specification: ") + text}));
    }
}

}  // namespace
}  // namespace ms::text
