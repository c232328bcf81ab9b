// SPDX-License-Identifier: MIT
// What systemd is told, in the datagrams of sd_notify(3), and what it wants to hear. Without systemd nothing happens.
#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace msd::server {

/// Lines NAME=VALUE to $NOTIFY_SOCKET: READY=1, STOPPING=1, WATCHDOG=1, STATUS=… Never waits, never fails; from any thread.
void notify_systemd(const std::string& lines);
/// RELOADING=1 with the instant that systemd wants beside it; READY=1 tells the end of it.
void notify_reloading();
/// How often WATCHDOG=1 is to be sent: half the time after which systemd takes this process for hung (WatchdogSec= of
/// its unit). nullopt: nobody watches, or another process is meant.
std::optional<std::chrono::microseconds> watchdog_interval();

}  // namespace msd::server
