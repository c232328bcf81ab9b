// SPDX-License-Identifier: MIT
// A command's connection to the shepherd of a job it works in (libms/model/attendance.hpp).
#pragma once

#include <optional>
#include <span>
#include <string>

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

    /// Error: the shepherd has gone.
    template <class T>
    Result<void> send(attendance::Kind kind, const T& body) {
        return send_bytes(protocol::encode_message(kind, body), {});
    }
    /// The descriptors are sent along in this order, and stay open here.
    Result<void> launch(const attendance::Launch& launch, std::span<const int> descriptors) {
        return send_bytes(protocol::encode_message(attendance::Kind::launch, launch), descriptors);
    }

    /// For poll: readable when receive() has something to do.
    int descriptor() const { return stream_.get(); }
    /// Read what is there, once. False: the shepherd has closed the connection.
    bool receive();
    /// The next whole message of what has been read; valid until the next receive().
    std::optional<ShepherdMessage> next() { return inbox_.next(); }

  private:
    explicit Attendant(Fd stream) : stream_(std::move(stream)) {}
    Result<void> send_bytes(std::string_view bytes, std::span<const int> descriptors);

    Fd stream_;
    protocol::MessageBuffer<attendance::Kind> inbox_;
};

/// The file name of the socket in a job's spool directory.
inline constexpr const char* attendance_socket = "ctl";

}  // namespace ms::client
