// SPDX-License-Identifier: MIT
// What readers see: the committed jobs, nodes and partitions. The controller publishes after each commit, in a
// moment's lock; a reader copies the pointers it wants and lets go. So squeue never waits for the scheduler or for
// the disk, and never sees anything that is not durable.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "daemon/core/site/cluster.hpp"
#include "libms/model/messages.hpp"

namespace msd::loop {

using namespace ms;

/// How sinfo's figures are handed over: replaced as a whole, never changed.
struct ClusterSnapshot {
    std::vector<NodeInfo> nodes;
    std::vector<PartitionInfo> partitions;
    std::vector<LicenseInfo> licenses;
    std::shared_ptr<const core::ClusterConfig> config;  // in force
    std::uint32_t next_job_id = 1;
};

class View {
  public:
    void publish(const std::vector<JobPtr>& changed, const std::vector<JobId>& forgotten,
                 std::shared_ptr<const ClusterSnapshot> cluster);

    /// The records that match, ascending by id.
    std::vector<JobPtr> jobs(const JobFilter& filter) const;
    std::vector<JobPtr> all_jobs() const;
    JobPtr find(JobId id) const;  // null: unknown
    /// A plain job, or every record of the array with this number. Empty: unknown.
    std::vector<JobPtr> job_or_array(JobId id) const;
    std::shared_ptr<const ClusterSnapshot> cluster() const;

  private:
    mutable std::mutex mutex_;
    std::map<JobId, JobPtr> jobs_;
    std::unordered_map<JobId, std::vector<JobId>> tasks_;  // array master → its records
    std::shared_ptr<const ClusterSnapshot> cluster_ = std::make_shared<ClusterSnapshot>();
};

}  // namespace msd::loop
