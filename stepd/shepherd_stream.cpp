// SPDX-License-Identifier: MIT
// A shepherd and msd: what it is told, what it tells, and how both go on when msd has died and come back.
#include <cerrno>
#include <sys/socket.h>

#include "stepd/events.hpp"
#include "stepd/shepherd.hpp"

namespace stepd {

ssize_t Shepherd::receive() {
    char bytes[4096];
    const ssize_t n = ::recv(seat_.stream.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (n > 0) {
        seat_.inbox.append({bytes, static_cast<std::size_t>(n)});
        read_inbox();
    }
    return n;
}

void Shepherd::on_stream() {
    const ssize_t n = receive();
    const bool only_later = n < 0 && (errno == EAGAIN || errno == EINTR);
    if ((n <= 0 && !only_later) || seat_.inbox.broken()) lose_stream();
}

void Shepherd::read_inbox() {
    while (!over_) {  // what is behind the acknowledgement is for the next job
        const auto message = seat_.inbox.next();
        if (!message) return;
        SignalOrder order;
        StepOrder step;
        StepAck told;
        Look look;
        ResizeOrder size;
        if (message->kind == Kind::signal && decode(message->body, order)) {
            obey(order);
        } else if (message->kind == Kind::step && decode(message->body, step)) {
            steps_.order(std::move(step));
            leave_out_steps();
            if (steps_.expects_srun()) be_patient();
        } else if (message->kind == Kind::step_ack && decode(message->body, told)) {
            steps_.acknowledged(told.step);
        } else if (message->kind == Kind::resize && decode(message->body, size)) {
            resize(size);
        } else if (message->kind == Kind::look && decode(message->body, look)) {
            on_look(look);
        }
        if (!reporting_ || (message->kind != Kind::ack && message->kind != Kind::stay)) continue;
        stays_ = message->kind == Kind::stay;
        if (!stays_) seat_.spool.remove();
        over_ = true;
    }
}

void Shepherd::on_connection() {
    while (auto visitor = Visitor::accept(seat_.spool.control())) visitors_.push_back(std::move(*visitor));
}

/// msd, back again, hears everything from the beginning.
void Shepherd::adopt(Visitor& msd) {
    while (receive() > 0) {  // the last words of an msd that has died
    }
    seat_.inbox = {};
    seat_.inbox.append(msd.unread());
    seat_.stream = msd.take_stream();
    sampling_.reset();
    steps_.tell_again();
    started_.again = true;
    started_.steps = steps_.numbers();
    send(encode(Kind::started, started_));
    tell_steps();
    if (reporting_) send(encode(Kind::verdict, verdict_));
    read_inbox();
}

void Shepherd::send(const std::string& message) {
    const ssize_t n = ::send(seat_.stream.get(), message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n != static_cast<ssize_t>(message.size())) lose_stream();
}

void Shepherd::tell_steps() {
    if (!seat_.stream) return steps_.let_attendants_go();
    if (reporting_) return;
    for (const UsageReport& report : steps_.take_usage()) send(encode(Kind::usage, report));
    for (const StepReport& report : steps_.take_news()) send(encode(Kind::step_ended, report));
}

void Shepherd::lose_stream() {
    seat_.stream.reset();
    seat_.inbox = {};
    steps_.let_attendants_go();
    if (!reporting_) {
        if (order_.sample_ms != 0) sampling_ = timer_every(order_.sample_ms);
        return;
    }
    // A full disk: stay, until msd comes for it. It comes by way of the spool.
    over_ = seat_.spool.leave_verdict(verdict_).has_value() || seat_.spool.is_gone();
}

}  // namespace stepd
