// SPDX-License-Identifier: MIT
#include "libms/protocol/codec.hpp"

#include <gtest/gtest.h>
#include <limits>

#include "tests/unit/protocol/samples.hpp"

namespace ms::protocol::test {

// One struct as three versions of the program know it.
struct Old {
    std::uint32_t id = 0;
};
struct Now {
    std::uint32_t id = 0;
    std::string name = "unset";
    std::vector<std::uint32_t> items{7};
};
struct Future {
    std::uint32_t id = 0;
    std::string name;
    std::vector<std::uint32_t> items;
    std::string more;
    Now nested;
};
template <class A> void describe(A& a, Old& v) { a(v.id); }
template <class A> void describe(A& a, Now& v) { a(v.id, v.name, v.items); }
template <class A> void describe(A& a, Future& v) { a(v.id, v.name, v.items, v.more, v.nested); }

namespace {

template <class T>
std::string written(const T& value) {
    Writer writer;
    writer(value);
    return writer.take();
}

template <class T>
T read_back(const T& value) {
    const std::string bytes = written(value);
    Reader reader(bytes);
    T back{};
    reader(back);
    EXPECT_FALSE(reader.failed());
    EXPECT_TRUE(reader.at_end());
    return back;
}

TEST(Codec, Numbers) {
    for (std::uint64_t value : {0ull, 1ull, 127ull, 128ull, 16383ull, 16384ull, 4294967296ull, ~0ull})
        EXPECT_EQ(read_back(value), value);
    using Limits = std::numeric_limits<std::int64_t>;
    for (std::int64_t value : {std::int64_t{0}, std::int64_t{-1}, std::int64_t{1}, Limits::min(), Limits::max()})
        EXPECT_EQ(read_back(value), value);
    EXPECT_EQ(written(std::uint32_t{127}).size(), 1u);
    EXPECT_EQ(written(std::int64_t{-64}).size(), 1u);
    EXPECT_EQ(written(~std::uint64_t{0}).size(), 10u);
    EXPECT_EQ(read_back(std::int32_t{-5}), -5);
    EXPECT_EQ(read_back(true), true);
}

TEST(Codec, TextsListsAndTimes) {
    const std::string binary("\0\xFF\n", 3);
    EXPECT_EQ(read_back(binary), binary);
    EXPECT_EQ(read_back(std::string(100000, 'x')).size(), 100000u);
    const std::vector<std::string> words{"", "a", binary};
    EXPECT_EQ(read_back(words), words);
    EXPECT_EQ(read_back(Time{Micros{-1}}), Time{Micros{-1}});
    EXPECT_EQ(read_back(Seconds{90}), Seconds{90});
    const TaskSet tasks = TaskSet::range(0, 999999);
    EXPECT_EQ(read_back(tasks), tasks);
    EXPECT_LT(written(tasks).size(), 20u);
}

TEST(Codec, AnOlderWriterLeavesDefaults) {
    const std::string bytes = written(std::vector<Old>{{1}, {2}});
    Reader reader(bytes);
    std::vector<Now> read;
    reader(read);
    ASSERT_FALSE(reader.failed());
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[1].id, 2u);
    EXPECT_EQ(read[1].name, "unset");
    EXPECT_EQ(read[1].items, std::vector<std::uint32_t>{7});
}

TEST(Codec, ANewerWriterIsReadWithoutItsNewFields) {
    Future future{5, "five", {1, 2}, "more", {9, "nine", {3}}};
    const std::string bytes = written(std::vector<Future>{future, future});
    Reader reader(bytes);
    std::vector<Now> read;
    reader(read);
    ASSERT_FALSE(reader.failed());
    ASSERT_EQ(read.size(), 2u);
    EXPECT_EQ(read[1].id, 5u);
    EXPECT_EQ(read[1].name, "five");
    EXPECT_EQ(read[1].items, (std::vector<std::uint32_t>{1, 2}));
    EXPECT_TRUE(reader.at_end());
}

TEST(Codec, EqualSpecsTravelOnce) {
    const auto spec = std::make_shared<const JobSpec>(filled<JobSpec>());
    std::vector<std::shared_ptr<const JobSpec>> all(100, spec);
    all.push_back(std::make_shared<const JobSpec>());
    const std::string bytes = written(all);
    EXPECT_LT(bytes.size(), written(*spec).size() * 2);
    Reader reader(bytes);
    std::vector<std::shared_ptr<const JobSpec>> read;
    reader(read);
    ASSERT_FALSE(reader.failed());
    ASSERT_EQ(read.size(), 101u);
    EXPECT_EQ(*read[99], *spec);
    EXPECT_EQ(read[0], read[99]);
    EXPECT_NE(read[0], read[100]);
}

/// Reads a T from bytes that are not one.
template <class T>
void expect_failure(const std::string& bytes) {
    Reader reader(bytes);
    T value{};
    reader(value);
    EXPECT_TRUE(reader.failed());
    EXPECT_TRUE(reader.at_end());
}

TEST(Codec, LengthsAreCheckedBeforeTheyAreUsed) {
    const std::string huge_varint = "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01";
    expect_failure<std::string>(huge_varint + "abc");
    expect_failure<std::vector<std::uint32_t>>(huge_varint + "abc");
    expect_failure<std::vector<Job>>(huge_varint + "abc");
    expect_failure<Now>("\xFF\xFF\xFF\xFF" "abc");  // a struct of 4 GiB
    expect_failure<Now>("\x04");
    expect_failure<std::uint64_t>(std::string(11, '\x80'));
    expect_failure<std::uint64_t>("\x80");
    expect_failure<std::shared_ptr<const JobSpec>>("\x01");  // refers to one that was never sent
}

TEST(Codec, ALongCountDoesNotReserveMemoryForIt) {
    // 8 MiB of noise that claims as many jobs: what is set aside follows what is there.
    std::string bytes("\xF8\xFF\xFF\x03", 4);
    bytes.append(8u << 20, '\xFF');
    Reader reader(bytes);
    std::vector<Job> jobs;
    reader(jobs);
    EXPECT_TRUE(reader.failed());
    EXPECT_LT(jobs.capacity(), 10'000u);
}

TEST(Codec, AfterAFailureEverythingReadsAsDefault) {
    Reader reader("\x05" "ab");
    std::string text = "before";
    std::uint32_t number = 3;
    reader(text, number);
    EXPECT_TRUE(reader.failed());
    EXPECT_EQ(text, "before");
    EXPECT_EQ(number, 3u);
}

}  // namespace
}  // namespace ms::protocol::test
