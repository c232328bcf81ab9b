// SPDX-License-Identifier: MIT
#include "libms/protocol/codec.hpp"

#include <cstring>

namespace ms::protocol {

void Writer::put_varint(std::uint64_t value) {
    char buffer[10];
    std::size_t size = 0;
    while (value >= 0x80) {
        buffer[size++] = static_cast<char>(value | 0x80);
        value >>= 7;
    }
    buffer[size++] = static_cast<char>(value);
    out_.append(buffer, size);
}

void Writer::put_text(std::string_view text) {
    put_varint(text.size());
    out_.append(text);
}

std::size_t Writer::open_struct() {
    out_.append(4, '\0');
    return out_.size();
}

void Writer::close_struct(std::size_t at) {
    const auto size = static_cast<std::uint32_t>(out_.size() - at);
    for (int i = 0; i < 4; ++i) out_[at - 4 + static_cast<std::size_t>(i)] = static_cast<char>(size >> (8 * i));
}

std::uint64_t Reader::get_varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (in_.empty()) {
            fail_here();
            return 0;
        }
        const auto byte = static_cast<unsigned char>(in_.front());
        in_.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
        if (!(byte & 0x80)) return value;
    }
    fail_here();
    return 0;
}

void Reader::get_text(std::string& text) {
    const std::uint64_t size = get_varint();
    if (size > in_.size()) return fail_here();
    text.assign(in_.substr(0, size));
    in_.remove_prefix(size);
}

std::string_view Reader::enter_struct() {
    if (in_.size() < 4) {
        fail_here();
        return {};
    }
    std::uint32_t size = 0;
    for (int i = 0; i < 4; ++i)
        size |= static_cast<std::uint32_t>(static_cast<unsigned char>(in_[static_cast<std::size_t>(i)])) << (8 * i);
    in_.remove_prefix(4);
    if (size > in_.size()) {
        fail_here();
        return {};
    }
    const std::string_view rest = in_.substr(size);
    in_ = in_.substr(0, size);
    return rest;
}

}  // namespace ms::protocol
