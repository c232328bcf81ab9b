// SPDX-License-Identifier: MIT
// An allocation of one's own: how salloc and srun ask for it, wait for it and keep it.
#pragma once

#include <optional>
#include <tl/expected.hpp>

#include "cmds/shared/event_loop.hpp"
#include "libms/client/attendant.hpp"
#include "libms/client/client.hpp"
#include "libms/options/command.hpp"
#include "libms/options/submit.hpp"

namespace ms::cmds {

/// What the two commands say differently, and what was asked of them.
struct AllocationCall {
    SubmitRequest request;
    std::optional<std::uint32_t> immediate;  // seconds to wait at most
    std::string_view refusal;  // before the daemon's text: "Unable to allocate resources"
    bool tells_pending = false;  // "Pending job allocation N"
};

/// Seconds after which a grant is worth a bell.
inline constexpr std::chrono::seconds bell_delay{10};

struct Granted {
    AllocationReply reply;
    bool waited_long = false;  // longer than bell_delay
};

/// Ask, and wait until it is granted. What is to be said on the way, also of failure, is said. Else: the status to
/// end with. A signal of `signals` gives the allocation up.
tl::expected<Granted, int> allocate(const CommandContext& context, SignalWatch& signals, const AllocationCall& call);

/// The job of that number, which runs already. Error: the daemon's.
Result<AllocationReply> find_allocation(client::Client& client, JobId job);

/// Attend the job from now on. Error: it has ended meanwhile.
Result<client::Attendant> hold(const AllocationReply& granted);
void release(client::Attendant& attendant, int wait_status);

/// "Job allocation N has been revoked.", or of its time limit.
std::string revocation(JobId job, bool time_limit);

}  // namespace ms::cmds
