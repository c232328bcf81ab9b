// SPDX-License-Identifier: MIT
// The records that answers are made of, each with the function that writes it: one object in the version of the
// writer. What a record holds beside the model's own value is what the caller alone knows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "libms/data_parser/writer.hpp"
#include "libms/model/fair_tree.hpp"
#include "libms/model/messages.hpp"

namespace ms::data_parser {

/// What all records of one answer share.
struct View {
    Time now;
    std::string cluster;
    const std::vector<NodeInfo>* nodes = nullptr;  // for the sockets and cores that jobs hold
    const JobsReply* jobs = nullptr;               // for the forecasts of those that wait
    const AccountBook* book = nullptr;             // for the numbers of associations
};

/// Slurm's JOB_INFO: squeue, scontrol show job.
struct JobRecord {
    const Job& job;
    const View& view;
    std::optional<std::uint32_t> waiting_task = {};  // this element of an array, which has no record of its own yet
};
void write_job(Writer& out, const JobRecord& record);
/// Its job_resources; empty while it holds none.
void write_job_resources(Writer& out, const JobRecord& record);

/// Slurm's STEP: sacct, scontrol show step.
struct StepRecord {
    const Job& job;
    const Step& step;
    const View& view;
    Seconds elapsed{0};
    Seconds suspended{0};
};
void write_step(Writer& out, const StepRecord& record);

/// Slurm's JOB of its accounting: sacct.
struct AccountedJobRecord {
    const Job& job;
    const View& view;
    Seconds elapsed{0};
    Seconds suspended{0};
    Seconds planned{0};  // from when it could have started until it did
    CpuTime cpu_time;  // of its ended steps
    std::vector<StepRecord> steps;
    std::string script = {};  // where it was asked for
};
void write_accounted_job(Writer& out, const AccountedJobRecord& record);

/// Slurm's NODE: scontrol show node.
struct NodeRecord {
    const NodeInfo& node;
    const View& view;
};
void write_node(Writer& out, const NodeRecord& record);

/// Slurm's PARTITION_INFO: scontrol show partition.
struct PartitionRecord {
    const PartitionInfo& partition;
    const View& view;
};
void write_partition(Writer& out, const PartitionRecord& record);

/// Slurm's SINFO_DATA: the nodes of a partition that stand on one line of sinfo.
struct NodeGroupRecord {
    const PartitionInfo& partition;
    const std::vector<const NodeInfo*>& nodes;
    const View& view;
};
void write_node_group(Writer& out, const NodeGroupRecord& record);

void write_license(Writer& out, const LicenseInfo& license);

/// Slurm's RESERVATION_INFO: scontrol show reservation.
void write_reservation(Writer& out, const Reservation& reservation);

/// Slurm's STATS_MSG: sdiag.
void write_statistics(Writer& out, const Statistics& figures);

/// Slurm's ACCOUNT and USER: sacctmgr show. Their associations stand in them where that is asked.
struct AccountRecord {
    const Account& account;
    const AccountsReply& site;
    bool with_associations = false;
};
void write_account(Writer& out, const AccountRecord& record);
struct UserRecord {
    const AccountUser& user;
    const AccountsReply& site;
    bool with_associations = false;
};
void write_user(Writer& out, const UserRecord& record);

/// Slurm's ASSOC.
struct AssociationRecord {
    const Association& association;
    const AccountsReply& site;
    bool own_limits = false;  // not what it has from its parents
};
void write_association(Writer& out, const AssociationRecord& record);

void write_qos(Writer& out, const Qos& qos);

/// Slurm's SHARES_RESP: sshare.
struct ShareRecord {
    const Association& association;
    const AccountsReply& site;
    const FairShare& share;
    const Amounts& seconds;      // TRES-seconds used
    const Amounts& run_minutes;  // that running jobs may still use
    std::uint64_t billed = 0;    // seconds
};
/// `total`: the shares of all associations.
void write_shares(Writer& out, const std::vector<ShareRecord>& records, std::uint64_t total);

/// Slurm's CLUSTER_REC.
struct ClusterRecord {
    const AccountsReply& site;
    std::string host;
    std::string nodes;  // as a hostlist
    std::uint32_t rpc_version = 0;
};
void write_cluster(Writer& out, const ClusterRecord& record);

struct TresRecord {
    std::string type;
    std::string name;
    std::uint32_t id = 0;
    std::uint64_t count = 0;
};
void write_tres(Writer& out, const TresRecord& record);

/// Slurm's CONTROLLER_PING.
struct PingRecord {
    std::string host;
    bool responding = false;
    std::int64_t latency_microseconds = 0;
};
void write_ping(Writer& out, const PingRecord& record);

}  // namespace ms::data_parser
