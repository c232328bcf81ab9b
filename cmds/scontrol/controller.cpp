// SPDX-License-Identifier: MIT
// The keywords about the daemon itself.
#include <unistd.h>

#include <array>

#include "cmds/scontrol/keywords.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string host() {
    std::array<char, 256> name{};
    ::gethostname(name.data(), name.size() - 1);
    const std::string full = name.data();
    return full.substr(0, full.find('.'));
}

}  // namespace

/// Slurm's line; with --verbose also what this daemon can not hold jobs to.
int ping(const Call& call) {
    if (!call.words.empty()) return call.fail("too many arguments for keyword:ping");
    const auto reply = client::ask<PingReply>(*call.context.client, PingRequest{});
    call.context.print("Slurmctld(primary) at " + host() + " is " + (reply ? "UP" : "DOWN") + "\n");
    if (!reply) return 1;
    if (call.settings.verbose)
        for (const Notice& notice : reply->notices) call.context.info(one_line(notice));
    return 0;
}

int shutdown(const Call& call) {
    const auto reply = client::ask<Done>(*call.context.client, ShutdownRequest{});
    return reply ? 0 : call.fail("slurm_shutdown error: " + reply.error().message);
}

int version(const Call& call) {
    if (!call.words.empty()) call.fail("too many arguments for version keyword");
    call.context.print(std::string(slurm_version) + "\n");
    return call.words.empty() ? 0 : 1;
}

int error_number(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:errnumstr");
    const auto number = text::parse_unsigned(call.words.front());
    if (!number || *number > 0xFFFF) return call.fail("invalid error number: " + call.words.front());
    call.context.print(std::string(error_text(static_cast<Errc>(*number))) + "\n");
    return 0;
}

int show_daemons(const Call& call) {
    call.context.print("slurmctld slurmd\n");  // msd does the work of both
    return 0;
}

}  // namespace ms::cmds::scontrol
