// SPDX-License-Identifier: MIT
// A connection to the shepherd's socket: msd that has been away, or the job's salloc or srun
// (libms/model/attendance.hpp). What it says first tells which.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "libms/base/fd.hpp"
#include "libms/base/units.hpp"
#include "libms/model/attendance.hpp"
#include "libms/protocol/message.hpp"

namespace stepd {

using Attendance = ms::attendance::Kind;

class Visitor {
  public:
    Visitor(ms::Fd stream, ms::UserId uid) : stream_(std::move(stream)), uid_(uid) {}
    /// The next connection to a listening socket; none when there is none or the kernel does not tell who it is.
    static std::optional<Visitor> accept(int listening);

    int descriptor() const { return stream_.get(); }
    ms::UserId uid() const { return uid_; }
    /// Read some of what is there, without waiting. False: it has gone, or speaks no such protocol.
    bool receive();
    /// What it has the shepherd keep: open files, its own among them, and one for each 64 KiB that are not read yet.
    std::size_t burden() const { return 1 + descriptors_.size() + outgoing_.size() + inbox_.rest().size() / 65536; }
    /// The next whole message; valid until the next receive().
    std::optional<ms::protocol::Message<Attendance>> next() { return inbox_.next(); }
    /// The descriptors that came so far.
    std::vector<ms::Fd> take_descriptors() { return std::exchange(descriptors_, {}); }
    /// For a reader of another protocol: the stream, and what it brought that is not read.
    ms::Fd take_stream() { return std::move(stream_); }
    std::string_view unread() const { return inbox_.rest(); }

    /// Without waiting: what the other end does not take now goes with flush(), when poll says that it may.
    template <class T>
    void send(Attendance kind, const T& body) {
        outbox_ += ms::protocol::encode_message(kind, body);
        flush();
    }
    /// A message without a body that brings a descriptor along. Dropped where too many wait already to be taken.
    void pass_on(Attendance kind, ms::Fd descriptor);
    void flush();
    bool has_unsent() const { return !outbox_.empty(); }

  private:
    ms::Fd stream_;
    ms::UserId uid_ = 0;
    ms::protocol::MessageBuffer<Attendance> inbox_;
    std::vector<ms::Fd> descriptors_;
    std::string outbox_;
    std::vector<ms::Fd> outgoing_;  // go with the next bytes of outbox_
};

}  // namespace stepd
