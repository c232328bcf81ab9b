// SPDX-License-Identifier: MIT
// Messages on a stream between processes of one machine, as bytes: one byte of kind, then a struct, whose encoding
// begins with its length (4 bytes, little-endian). K is an enum of such kinds. Header-only: the static shepherd, the
// daemon and the commands all use it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "libms/protocol/codec.hpp"
#include "libms/protocol/describe.hpp"

namespace ms::protocol {

inline constexpr std::size_t message_header_size = 5;
inline constexpr std::uint32_t max_message_size = 256u << 20;  // bytes; a script and an environment of 64 MiB each fit

/// A message without a body.
struct Empty {};
template <class A> void describe(A&, Empty&) {}

template <class K, class T>
std::string encode_message(K kind, const T& body) {
    Writer writer;
    writer(body);
    return static_cast<char>(kind) + writer.take();
}

/// False when the body is malformed.
template <class T>
bool decode_message(std::string_view body, T& value) {
    Reader reader(body);
    reader(value);
    return !reader.failed();
}

template <class K>
struct Message {
    K kind;
    std::string_view body;  // with its length, as decode_message() wants it; valid until the buffer changes
};

/// Bytes as they arrive, messages as they become whole.
template <class K>
class MessageBuffer {
  public:
    void append(std::string_view bytes) {
        bytes_.erase(0, taken_);
        taken_ = 0;
        bytes_.append(bytes);
    }
    /// The next whole message; nothing when more bytes are needed or the stream is broken.
    std::optional<Message<K>> next() {
        const std::string_view rest = std::string_view(bytes_).substr(taken_);
        if (rest.size() < message_header_size) return std::nullopt;
        std::uint32_t length = 0;
        for (unsigned i = 0; i < 4; ++i)
            length |= static_cast<std::uint32_t>(static_cast<unsigned char>(rest[1 + i])) << (8 * i);
        broken_ = length > max_message_size;
        if (broken_ || rest.size() < message_header_size + length) return std::nullopt;
        taken_ += message_header_size + length;
        return Message<K>{static_cast<K>(rest[0]), rest.substr(1, 4 + length)};
    }
    /// The bytes that have not been taken: for a reader of other kinds.
    std::string_view rest() const { return std::string_view(bytes_).substr(taken_); }
    /// A length over the limit has been seen: nothing that follows can be trusted.
    bool broken() const { return broken_; }

  private:
    std::string bytes_;
    std::size_t taken_ = 0;
    bool broken_ = false;
};

}  // namespace ms::protocol
