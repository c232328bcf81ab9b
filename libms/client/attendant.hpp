// SPDX-License-Identifier: MIT
// A command's connection to the shepherd of a job it works in (libms/model/attendance.hpp).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/result.hpp"
#include "libms/model/attendance.hpp"
#include "libms/protocol/message.hpp"

namespace ms::client {

using ShepherdMessage = protocol::Message<attendance::Kind>;

class Attendant {
  public:
    /// `spool_dir`: as AllocationReply and StepReply name it. Error: the shepherd has gone, so the job has ended.
    static Result<Attendant> connect(const std::string& spool_dir);

    /// Over a stream that is connected already.
    explicit Attendant(Fd stream) : stream_(std::move(stream)) {}

    /// Error: the other end has gone.
    template <class T>
    Result<void> send(attendance::Kind kind, const T& body) {
        return send_bytes(protocol::encode_message(kind, body), {});
    }
    /// The descriptors are sent along in this order, and stay open here.
    template <class T>
    Result<void> send(attendance::Kind kind, const T& body, std::span<const int> descriptors) {
        return send_bytes(protocol::encode_message(kind, body), descriptors);
    }

    /// For poll: readable when receive() has something to do.
    int descriptor() const { return stream_.get(); }
    /// Read what is there, once. False: the shepherd has closed the connection.
    bool receive();
    /// The next whole message of what has been read; valid until the next receive().
    std::optional<ShepherdMessage> next() { return inbox_.next(); }
    /// The first of the descriptors that have come and were not taken; they come in the messages' order.
    Fd take_descriptor();

  private:
    Result<void> send_bytes(std::string_view bytes, std::span<const int> descriptors);

    Fd stream_;
    protocol::MessageBuffer<attendance::Kind> inbox_;
    std::vector<Fd> descriptors_;
};

/// The file name of the socket in a job's spool directory.
inline constexpr const char* attendance_socket = "ctl";

}  // namespace ms::client
