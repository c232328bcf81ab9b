// SPDX-License-Identifier: MIT
// What each request means: one handler a kind. Changes go to the controller, queries to the reader thread with the
// committed view, so that none of them waits for the others.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "daemon/api/long_listings.hpp"
#include "daemon/exec/usage_board.hpp"
#include "daemon/exec/users.hpp"
#include "daemon/loop/caretaker.hpp"
#include "daemon/loop/controller.hpp"
#include "daemon/loop/view.hpp"
#include "daemon/server/server.hpp"
#include "daemon/store/store.hpp"

namespace msd::api {

using namespace ms;

struct ApiParts {
    loop::Controller& controller;
    const loop::View& view;
    store::Accounting& accounting;                        // the reader thread's own
    exec::Users& users;                                   // the server thread's own
    std::function<void(std::function<void()>)> read;      // run on the reader thread
    /// No further connection is taken when `answer` is called; then the daemon ends.
    std::function<void(std::function<void()> answer)> shut_down;
    std::function<void(ClusterReply&)> add_live_figures;  // load and free memory, from the kernel
    std::function<Result<core::ClusterConfig>()> reload;  // msd.conf again; the other settings are taken over with it
    std::function<void(const std::string&)> set_log_level;
    std::function<ConfigReply(const loop::ClusterSnapshot&)> show_config;
    loop::ReadClock now;
    PingReply about;                                      // constant facts of this daemon
    bool user_mode = true;
    UserId owner = 0;                                     // of a user-mode daemon
    loop::Counters& counters;
    std::function<void(std::vector<exec::StepName>, exec::TakeUsage)> look_at_steps;
    std::function<std::uint32_t()> count_threads;         // of this process
    loop::Caretaker& caretaker;
    LongListings& long_listings;
};

class Api {
  public:
    explicit Api(ApiParts parts) : parts_(std::move(parts)) {}
    /// Called on the server's thread.
    void handle(Request request, const server::Peer& peer, server::Respond respond);

  private:
    void on(SubmitRequest request, const core::Caller& caller, server::Respond respond);
    void on(SignalRequest request, const core::Caller& caller, server::Respond respond);
    void on(ControlRequest request, const core::Caller& caller, server::Respond respond);
    void on(JobsQuery request, const core::Caller& caller, server::Respond respond);
    void on(ClusterQuery request, const core::Caller& caller, server::Respond respond);
    void on(AccountingQuery request, const core::Caller& caller, server::Respond respond);
    void on(WaitRequest request, const core::Caller& caller, server::Respond respond);
    void on(JobTextQuery request, const core::Caller& caller, server::Respond respond);
    void on(PingRequest request, const core::Caller& caller, server::Respond respond);
    void on(UpdateRequest request, const core::Caller& caller, server::Respond respond);
    void on(NodeUpdateRequest request, const core::Caller& caller, server::Respond respond);
    void on(PartitionUpdateRequest request, const core::Caller& caller, server::Respond respond);
    void on(ReconfigureRequest request, const core::Caller& caller, server::Respond respond);
    void on(LogLevelRequest request, const core::Caller& caller, server::Respond respond);
    void on(ConfigQuery request, const core::Caller& caller, server::Respond respond);
    void on(CrontabRequest request, const core::Caller& caller, server::Respond respond);
    void on(ReservationRequest request, const core::Caller& caller, server::Respond respond);
    void on(StepUpdateRequest request, const core::Caller& caller, server::Respond respond);
    void on(AccountsQuery request, const core::Caller& caller, server::Respond respond);
    void on(AccountsChange request, const core::Caller& caller, server::Respond respond);
    void on(TransactionsQuery request, const core::Caller& caller, server::Respond respond);
    void on(UsageQuery request, const core::Caller& caller, server::Respond respond);
    void on(EventsQuery request, const core::Caller& caller, server::Respond respond);
    void on(ReservationUsageQuery request, const core::Caller& caller, server::Respond respond);
    void on(ArchiveRequest request, const core::Caller& caller, server::Respond respond);
    Result<std::vector<PlannedStart>> forecast(Time now);
    void on(ShutdownRequest request, const core::Caller& caller, server::Respond respond);
    void on(StepUsageQuery request, const core::Caller& caller, server::Respond respond);
    void on(StatisticsQuery request, const core::Caller& caller, server::Respond respond);
    // These may have to wait, and want to know whether somebody still waits for them.
    void on(AllocationRequest request, const core::Caller& caller, const server::Peer& peer, server::Respond respond);
    void on(StepRequest request, const core::Caller& caller, const server::Peer& peer, server::Respond respond);
    void change_site(const core::Caller& caller, server::Respond respond,
                     std::function<Result<void>(core::ClusterConfig&, Time)> edit);
    void read_crontab(UserId user, server::Respond respond);
    Result<core::Caller> caller_of(const server::Peer& peer);
    /// Somebody on whose behalf an administrator acts.
    Result<core::Caller> user_named(UserId uid);
    server::Respond counted(const Request& request, const core::Caller& caller, server::Respond respond);
    JobPtr find_selected(const JobSelector& selector) const;

    ApiParts parts_;
};

}  // namespace msd::api
