// SPDX-License-Identifier: MIT
#include "libms/protocol/frame.hpp"

#include <gtest/gtest.h>
#include <random>

#include "tests/unit/protocol/samples.hpp"

namespace ms::protocol {
namespace {

using test::filled;

template <class Variant, std::size_t... I>
std::vector<Variant> one_of_each(std::index_sequence<I...>) {
    return {Variant(std::in_place_index<I>, filled<std::variant_alternative_t<I, Variant>>())...};
}
template <class Variant, std::size_t... I>
std::vector<Variant> empty_ones(std::index_sequence<I...>) {
    return {Variant(std::in_place_index<I>)...};
}

Result<Request> decode(const Request&, std::uint32_t kind, std::string_view body) { return decode_request(kind, body); }
Result<Reply> decode(const Reply&, std::uint32_t kind, std::string_view body) { return decode_reply(kind, body); }

template <class Variant>
class Frames : public testing::Test {
  protected:
    using Alternatives = std::make_index_sequence<std::variant_size_v<Variant>>;
    static std::vector<Variant> samples() { return one_of_each<Variant>(Alternatives{}); }
};
using Directions = testing::Types<Request, Reply>;
TYPED_TEST_SUITE(Frames, Directions);

TYPED_TEST(Frames, EveryMessageComesBack) {
    auto messages = this->samples();
    for (auto& message : empty_ones<TypeParam>(typename TestFixture::Alternatives{})) messages.push_back(message);
    for (const auto& message : messages) {
        const std::string frame = encode(message);
        const auto header = parse_header(frame, max_reply);
        ASSERT_TRUE(header);
        EXPECT_EQ(header->kind, message.index());
        EXPECT_EQ(header->size, frame.size() - header_size);
        const auto back = decode(message, header->kind, std::string_view(frame).substr(header_size));
        ASSERT_TRUE(back) << back.error().message;
        EXPECT_EQ(back->index(), message.index());
        EXPECT_EQ(encode(*back), frame) << message.index();
    }
}

TYPED_TEST(Frames, EveryTruncationIsRefused) {
    for (const auto& message : this->samples()) {
        const std::string frame = encode(message);
        const std::string_view body = std::string_view(frame).substr(header_size);
        const auto kind = static_cast<std::uint32_t>(message.index());
        for (std::size_t size = 0; size < body.size(); ++size) {
            const auto cut = decode(message, kind, body.substr(0, size));
            ASSERT_FALSE(cut) << "kind " << kind << " at " << size;
            EXPECT_EQ(cut.error().code, Errc::protocol);
        }
    }
}

TYPED_TEST(Frames, DamagedBytesAreReadOrRefusedWithoutHarm) {
    std::mt19937 random(20260820);
    for (const auto& message : this->samples()) {
        const std::string frame = encode(message);
        const auto kind = static_cast<std::uint32_t>(message.index());
        for (int round = 0; round < 300; ++round) {
            std::string body = frame.substr(header_size);
            for (int changes = 1 + static_cast<int>(random() % 5); changes > 0; --changes)
                body[random() % body.size()] = static_cast<char>(random());
            const auto read = decode(message, kind, body);
            if (!read) { EXPECT_EQ(read.error().code, Errc::protocol); }
        }
    }
}

TYPED_TEST(Frames, NoiseOfAnyKind) {
    std::mt19937 random(7);
    for (std::uint32_t kind = 0; kind < std::variant_size_v<TypeParam>; ++kind)
        for (int round = 0; round < 300; ++round) {
            std::string body(random() % 64, '\0');
            for (char& byte : body) byte = static_cast<char>(random());
            const auto read = decode(TypeParam{}, kind, body);
            if (!read) { EXPECT_EQ(read.error().code, Errc::protocol); }
        }
}

TYPED_TEST(Frames, UnknownKindsAreNamed) {
    const auto kind = static_cast<std::uint32_t>(std::variant_size_v<TypeParam>);
    for (const std::uint32_t unknown : {kind, 0xFFFFFFFFu}) {
        const auto read = decode(TypeParam{}, unknown, "body");
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error(), (Error{Errc::protocol, "message kind " + std::to_string(unknown) +
                                                           " is not known to this version"}));
    }
}

/// A header by hand.
std::string header(std::string_view magic, std::uint32_t kind, std::uint32_t size) {
    std::string bytes(magic);
    for (const std::uint32_t value : {kind, size})
        for (int i = 0; i < 4; ++i) bytes.push_back(static_cast<char>(value >> (8 * i)));
    return bytes;
}

TEST(FrameHeader, IsLittleEndianAndBounded) {
    const auto read = parse_header(header("MSD1", 3, 0x010203), max_request);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->kind, 3u);
    EXPECT_EQ(read->size, 0x010203u);
    EXPECT_TRUE(parse_header(header("MSD1", 0, max_request), max_request));
    for (const std::uint32_t size : {max_request + 1, 0xFFFFFFFFu}) {
        const auto refused = parse_header(header("MSD1", 0, size), max_request);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error(), (Error{Errc::protocol, "a message of " + std::to_string(size) +
                                                              " bytes is over the limit of " + std::to_string(max_request)}));
    }
}

TEST(FrameHeader, RefusesOtherProtocols) {
    const std::string good = header("MSD1", 0, 0);
    for (std::size_t size = 0; size < header_size; ++size) EXPECT_FALSE(parse_header(good.substr(0, size), max_request));
    for (const std::string& bytes : {header("MSD2", 0, 0), header("GET ", 0, 0), std::string(header_size, '\0')}) {
        const auto refused = parse_header(bytes, max_request);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Errc::protocol);
    }
}

TEST(Records, JobsStepsAndSpecs) {
    const auto spec = filled<JobSpec>();
    const auto job = filled<Job>();
    const auto step = filled<Step>();
    EXPECT_EQ(decode_spec(encode_record(spec)), spec);
    EXPECT_EQ(decode_step(encode_record(step)), step);
    const auto back = decode_job(encode_record(job));
    ASSERT_TRUE(back);
    EXPECT_EQ(*back->spec, *job.spec);
    Job same_spec = *back;
    same_spec.spec = job.spec;  // Job compares the pointer
    EXPECT_EQ(same_spec, job);
}

TEST(Records, StatesThisVersionDoesNotKnowAreRefused) {
    auto job = filled<Job>();
    job.state = JobState::out_of_memory;
    EXPECT_TRUE(decode_job(encode_record(job)));
    for (const int state : {job_state_count, 200, 255}) {
        job.state = static_cast<JobState>(state);
        EXPECT_FALSE(decode_job(encode_record(job))) << state;
    }
}

TEST(Records, AJobNeedsItsSpec) {
    EXPECT_FALSE(decode_job(std::string(4, '\0')));
    EXPECT_FALSE(decode_job(""));
    EXPECT_FALSE(decode_spec("x"));
    EXPECT_FALSE(decode_step("x"));
}

}  // namespace
}  // namespace ms::protocol
