// SPDX-License-Identifier: MIT
#include "cmds/sprio/columns.hpp"

#include <cstdio>

#include "libms/text/job.hpp"

namespace ms::cmds::sprio {
namespace {

using table::Fit;

std::string fraction(double value, int digits) {
    char text[32];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    return text;
}
std::string zero(const Row& row, const Context&) { return row.job ? "0" : ""; }
std::string zero_fraction(const Row& row, const Context&) { return row.job ? fraction(0, 7) : ""; }
std::string nothing(const Row&, const Context&) { return {}; }

constexpr double highest = 4294967295.0;

constexpr Column table[] = {
    {"JobID", 'i', "JOBID", [](const Row& r, const Context&) { return r.job ? text::shown_job_id(*r.job) : std::string("Weights"); }, "the job"},
    {"Partition", 'r', "PARTITION", [](const Row& r, const Context&) { return r.partition; }, "one of the partitions it may run in"},
    {"User", 'u', "USER", [](const Row& r, const Context&) { return r.job ? r.job->user : std::string(); }, "its user"},
    {"Account", 'o', "ACCOUNT", [](const Row& r, const Context&) { return r.job ? r.job->spec->account : std::string(); }, "its account"},
    {"Cluster", 'c', "CLUSTER", [](const Row&, const Context& c) { return c.cluster; }, "the cluster"},
    {"Priority", 'Y', "PRIORITY", [](const Row& r, const Context&) { return r.job ? std::to_string(r.job->priority) : std::string(); }, "its priority: the sum of the parts"},
    {"PriorityNorm", 'y', "PRIORITY", [](const Row& r, const Context&) { return r.job ? fraction(r.job->priority / highest, 14) : std::string(); }, "the same from 0 to 1"},
    {"Site", 'S', "SITE", [](const Row& r, const Context&) { return std::string(r.job ? "0" : "1"); }, "what a site adds: nothing here"},
    {"Age", 'A', "AGE", [](const Row& r, const Context&) { return r.job ? std::to_string(r.by_order) : std::string("1"); }, "for being submitted before others"},
    {"AgeNorm", 'a', "AGE", [](const Row& r, const Context&) { return r.job ? fraction(r.by_order / highest, 7) : std::string(); }, "the same from 0 to 1"},
    {"Assoc", 'B', "ASSOC", zero, "for the association: nothing here"},
    {"AssocNorm", 'b', "ASSOC", zero_fraction, "the same from 0 to 1"},
    {"FairShare", 'F', "FAIRSHARE", zero, "for having used little: nothing in this version"},
    {"FairShareNorm", 'f', "FAIRSHARE", zero_fraction, "the same from 0 to 1"},
    {"JobSize", 'J', "JOBSIZE", zero, "for the size: nothing here"},
    {"JobSizeNorm", 'j', "JOBSIZE", zero_fraction, "the same from 0 to 1"},
    {"PartitionPriority", 'P', "PARTITION", zero, "for the partition: nothing here, its tier comes before any priority"},
    {"PartitionNorm", 'p', "PARTITION", zero_fraction, "the same from 0 to 1"},
    {"QOS", 'Q', "QOS", [](const Row& r, const Context& c) { return std::to_string(r.job ? r.by_qos : c.qos_weight); }, "for the QOS: PriorityWeightQOS for the highest"},
    {"QOSNorm", 'q', "QOS", [](const Row& r, const Context& c) { return r.job ? fraction(c.qos_weight ? static_cast<double>(r.by_qos) / c.qos_weight : 0.0, 7) : std::string(); }, "the same from 0 to 1"},
    {"QOSName", 'n', "QOSNAME", [](const Row& r, const Context&) { return r.job ? r.job->spec->qos : std::string(); }, "the name of the QOS"},
    {"Nice", 'N', "NICE", [](const Row& r, const Context&) { return r.job ? std::to_string(r.job->spec->nice) : std::string(); }, "taken off by --nice", Fit::keep},
    {"TRES", 'T', "TRES", nothing, "for resources: nothing here"},
    {"TRESNorm", 't', "TRES", nothing, "the same from 0 to 1"},
};

}  // namespace

std::span<const Column> columns() { return table; }

}  // namespace ms::cmds::sprio
