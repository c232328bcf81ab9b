// SPDX-License-Identifier: MIT
#include "libms/protocol/frame.hpp"

#include <cstring>

#include "libms/protocol/codec.hpp"
#include "libms/protocol/describe.hpp"

namespace ms::protocol {
namespace {

constexpr std::string_view magic = "MSD1";

void append_u32(std::string& to, std::uint32_t value) {
    for (int i = 0; i < 4; ++i) to.push_back(static_cast<char>(value >> (8 * i)));
}

std::uint32_t u32_at(std::string_view bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

template <class Variant>
std::string encode_variant(const Variant& value) {
    Writer writer;
    std::visit([&](const auto& alternative) { writer(alternative); }, value);
    std::string frame;
    frame.reserve(header_size + writer.bytes().size());
    frame.append(magic);
    append_u32(frame, static_cast<std::uint32_t>(value.index()));
    append_u32(frame, static_cast<std::uint32_t>(writer.bytes().size()));
    frame.append(writer.bytes());
    return frame;
}

template <class T>
Result<T> decode_one(std::string_view body, std::shared_ptr<const void> known = nullptr) {
    Reader reader(body);
    if (known) reader.know(std::move(known));
    T value{};
    reader(value);
    if (body.empty() || reader.failed()) return fail(Errc::protocol, "a message of " + std::to_string(body.size()) + " bytes is malformed");
    return value;
}

template <class Variant, std::size_t I = 0>
Result<Variant> decode_variant(std::uint32_t kind, std::string_view body) {
    if constexpr (I == std::variant_size_v<Variant>) {
        return fail(Errc::protocol, "message kind " + std::to_string(kind) + " is not known to this version");
    } else {
        if (kind != I) return decode_variant<Variant, I + 1>(kind, body);
        auto value = decode_one<std::variant_alternative_t<I, Variant>>(body);
        if (!value) return Failure(value.error());
        return Variant(std::in_place_index<I>, std::move(*value));
    }
}

template <class T>
std::string encode_one(const T& value) {
    Writer writer;
    writer(value);
    return writer.take();
}

}  // namespace

Result<Header> parse_header(std::string_view bytes, std::uint32_t limit) {
    if (bytes.size() < header_size || bytes.substr(0, 4) != magic)
        return fail(Errc::protocol, "this is not a message of Mini-SLURM's protocol");
    Header header{u32_at(bytes, 4), u32_at(bytes, 8)};
    if (header.size > limit)
        return fail(Errc::protocol, "a message of " + std::to_string(header.size) + " bytes is over the limit of " +
                                        std::to_string(limit));
    return header;
}

std::string encode(const Request& request) { return encode_variant(request); }
std::string encode(const Reply& reply) { return encode_variant(reply); }
Result<Request> decode_request(std::uint32_t kind, std::string_view body) { return decode_variant<Request>(kind, body); }
Result<Reply> decode_reply(std::uint32_t kind, std::string_view body) { return decode_variant<Reply>(kind, body); }

std::string encode_record(const Job& job) { return encode_one(job); }
std::string encode_record(const JobSpec& spec) { return encode_one(spec); }
std::string encode_record(const Step& step) { return encode_one(step); }
std::string encode_record(const NodeStatus& node) { return encode_one(node); }

Result<Job> decode_job(std::string_view bytes) {
    auto job = decode_one<Job>(bytes);
    if (job && !job->spec) return fail(Errc::protocol, "a job record without its specification");
    return job;
}
Result<JobSpec> decode_spec(std::string_view bytes) { return decode_one<JobSpec>(bytes); }
Result<Step> decode_step(std::string_view bytes) { return decode_one<Step>(bytes); }
Result<NodeStatus> decode_node_status(std::string_view bytes) { return decode_one<NodeStatus>(bytes); }

template <class T>
std::string encode_record(const T& record) { return encode_one(record); }
template <class T>
Result<T> decode_record(std::string_view bytes) { return decode_one<T>(bytes); }
template std::string encode_record(const Account&);
template std::string encode_record(const AccountUser&);
template std::string encode_record(const Association&);
template std::string encode_record(const Qos&);
template std::string encode_record(const Reservation&);
template Result<Account> decode_record(std::string_view);
template Result<AccountUser> decode_record(std::string_view);
template Result<Association> decode_record(std::string_view);
template Result<Qos> decode_record(std::string_view);
template Result<Reservation> decode_record(std::string_view);

std::string encode_record_without_spec(const Job& job) {
    Writer writer;
    writer.know(job.spec.get());
    writer(job);
    return writer.take();
}
Result<Job> decode_job(std::string_view bytes, std::shared_ptr<const JobSpec> spec) {
    return decode_one<Job>(bytes, std::move(spec));
}

}  // namespace ms::protocol
