// SPDX-License-Identifier: MIT
#include "daemon/core/jobs/transitions.hpp"

#include <cstdio>
#include <cstdlib>

namespace msd::core {
namespace {

using S = ms::JobState;

// A suspended job that ends or is cancelled is resumed first, so no row leads from SUSPENDED to an end.
constexpr Transition rows[] = {
    {S::pending, S::running, "resources are allocated"},
    {S::pending, S::cancelled, "scancel, or a dependency that can not be satisfied any more"},
    {S::pending, S::deadline, "it can not end before its deadline any more"},
    {S::running, S::suspended, "scontrol suspend"},
    {S::suspended, S::running, "scontrol resume, or the end is near"},
    {S::running, S::completed, "exit code 0"},
    {S::running, S::failed, "another exit code, a signal, or it could not be started"},
    {S::running, S::cancelled, "scancel"},
    {S::running, S::timeout, "time limit"},
    {S::running, S::node_fail, "its node or shepherd is lost and it may not be requeued"},
    {S::running, S::out_of_memory, "memory limit"},
    {S::running, S::pending, "requeue, on demand or after a node failure"},
    {S::completed, S::pending, "requeue of an ended job"},
    {S::failed, S::pending, "requeue of an ended job"},
    {S::cancelled, S::pending, "requeue of an ended job"},
    {S::timeout, S::pending, "requeue of an ended job"},
    {S::node_fail, S::pending, "requeue of an ended job"},
    {S::out_of_memory, S::pending, "requeue of an ended job"},
};

}  // namespace

std::span<const Transition> transitions() { return rows; }

const Transition* find_transition(ms::JobState from, ms::JobState to) {
    for (const auto& row : rows)
        if (row.from == from && row.to == to) return &row;
    return nullptr;
}

void set_state(ms::Job& job, ms::JobState to) {
    if (!find_transition(job.state, to)) {
        std::fprintf(stderr, "bug: job %u can not go from %s to %s\n", job.id.value,
                     ms::state_name(job.state).data(), ms::state_name(to).data());
        std::abort();
    }
    job.state = to;
}

}  // namespace msd::core
