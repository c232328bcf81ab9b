// SPDX-License-Identifier: MIT
// Messages of stepd/protocol.hpp as bytes (libms/protocol/message.hpp): what both ends of a job's stream use, the
// shepherd and msd's launcher.
#pragma once

#include "libms/protocol/message.hpp"
#include "stepd/protocol.hpp"

namespace stepd {

using ms::protocol::Empty;
using Message = ms::protocol::Message<Kind>;
using MessageBuffer = ms::protocol::MessageBuffer<Kind>;

template <class T>
std::string encode(Kind kind, const T& body) {
    return ms::protocol::encode_message(kind, body);
}
/// False when the body is malformed.
template <class T>
bool decode(std::string_view body, T& value) {
    return ms::protocol::decode_message(body, value);
}

}  // namespace stepd
