// SPDX-License-Identifier: MIT
// One message on a stream: 12 bytes of header (magic "MSD1", kind, length), then the encoded variant alternative.
// Only bytes here; who reads and writes them is the client's and the server's business.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "libms/model/messages.hpp"

namespace ms::protocol {

inline constexpr std::size_t header_size = 12;
// Bytes; a longer frame is refused before it is read. A request carries at most a script and an environment; an
// answer may carry every job there is.
inline constexpr std::uint32_t max_request = 16u << 20;
inline constexpr std::uint32_t max_reply = 1u << 30;

struct Header {
    std::uint32_t kind = 0;  // index in Request or Reply
    std::uint32_t size = 0;  // of the body, bytes
};
/// Error: Errc::protocol for a wrong magic or a body over `limit`.
Result<Header> parse_header(std::string_view bytes, std::uint32_t limit);

/// A whole frame, ready to send.
std::string encode(const Request& request);
std::string encode(const Reply& reply);

/// Error: Errc::protocol for an unknown kind or a body that does not decode.
Result<Request> decode_request(std::uint32_t kind, std::string_view body);
Result<Reply> decode_reply(std::uint32_t kind, std::string_view body);

/// Stored records (the database's blobs) use the same encoding without a frame.
std::string encode_record(const Job& job);
std::string encode_record(const JobSpec& spec);
std::string encode_record(const Step& step);
std::string encode_record(const NodeStatus& node);
Result<Job> decode_job(std::string_view bytes);
Result<JobSpec> decode_spec(std::string_view bytes);
Result<Step> decode_step(std::string_view bytes);
Result<NodeStatus> decode_node_status(std::string_view bytes);
/// Other records of their own: Reservation, and the book of accounts: Account, AccountUser, Association, Qos.
template <class T>
std::string encode_record(const T& record);
template <class T>
Result<T> decode_record(std::string_view bytes);
/// A job whose spec is stored apart (many jobs share one): the reader brings the spec along.
std::string encode_record_without_spec(const Job& job);
Result<Job> decode_job(std::string_view bytes, std::shared_ptr<const JobSpec> spec);

}  // namespace ms::protocol
