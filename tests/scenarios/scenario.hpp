// SPDX-License-Identifier: MIT
// Scenarios are read by people first: tests/scenarios/NAME/events tells a story in one command a line, and
// tests/scenarios/NAME/expected is the same story with what the core did below each line.
//
//   node NAME cpus=N [memory=MB] [threads=N] [sockets=N] [weight=N] [features=a,b] [gres=gpu:2,gpu:a100:1]   the cluster, first
//   partition NAME nodes=a,b [tier=N] [max-time=MIN] [max-nodes=N] [max-cpus-per-node=N] [max-cpus-per-socket=N]
//                                                                           the first one is the default
//   license NAME=N · strict · starts-by-hand · enforce limits|safe
//   account NAME users=a,b · add-qos NAME KEY=VALUE… · limit account|user|qos NAME KEY=VALUE…     (sacctmgr's keys)
//   submit [user=bob] [name=x] [tasks=N] [cpus=N (each task)] [nodes=N] [time=MIN] [mem=MB] [array=0-3%2]
//          [depend=afterok:1] [gres=gpu:1] [licenses=a:1] [begin=+SEC] [deadline=+SEC] [signal=B:USR1@60] [nice=N]
//          [partition=p] [constraint=c] [nodelist=n] [reservation=r] [account=a] [qos=q] hold · exclusive · no-requeue · kill-on-invalid-dep
//   started ID · end ID [code] · killed ID SIGNAL · oom ID · launch-failed ID why… · node-failed ID
//   cancel SELECTOR [signal] [user=bob] · hold|uhold|release|requeue|requeuehold|suspend|resume SELECTOR [user=alice]
//   reserve|update-reservation NAME KEY=VALUE… [user=bob] (scontrol's keys; StartTime=+SEC) · delete-reservation NAME
//   reservations · pass SECONDS · restart · jobs
//   # a comment stays in the story
#pragma once

#include <string>

namespace ms::test {

/// The story with the core's doings below each line.
std::string tell(const std::string& events);

}  // namespace ms::test
