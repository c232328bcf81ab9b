// SPDX-License-Identifier: MIT
// Which libraries go with a program that is sent to nodes.
#include "cmds/shared/broadcast.hpp"

#include <gtest/gtest.h>

namespace ms::cmds {
namespace {

using Texts = std::vector<std::string>;

constexpr std::string_view printed = "\tlinux-vdso.so.1 (0x00007ffd)\n"
                                     "\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f1)\n"
                                     "\tlibmine.so => /home/alice/my libs/libmine.so (0x00007f2)\n"
                                     "\tlibgone.so => not found\n"
                                     "\tlibnear.so => /library/libnear.so (0x00007f3)\n"
                                     "\t/lib64/ld-linux-x86-64.so.2 (0x00007f4)\n";

TEST(Broadcast, SendsWhatIsNotOnEveryMachine) {
    EXPECT_EQ(libraries_in(printed, parse_excluded(system_libraries).directories),
              (Texts{"/home/alice/my libs/libmine.so", "/library/libnear.so"}));
    EXPECT_EQ(libraries_in(printed, parse_excluded("NONE").directories).size(), 4u);
}

TEST(Broadcast, ExcludesByAbsolutePaths) {
    const Excluded excluded = parse_excluded("/opt/,libs,/lib");
    EXPECT_EQ(excluded.directories, (Texts{"/opt/", "/lib"}));
    EXPECT_EQ(excluded.complaints, (Texts{"Ignoring non-absolute excluded path: 'libs'"}));
}

TEST(Broadcast, KnowsKindsOfCompression) {
    EXPECT_FALSE(unknown_compression("lz4"));
    EXPECT_FALSE(unknown_compression(""));
    EXPECT_EQ(unknown_compression("zip"), "Compression type 'zip' unknown, disabling compression support.");
}

}  // namespace
}  // namespace ms::cmds
