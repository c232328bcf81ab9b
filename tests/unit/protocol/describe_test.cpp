// SPDX-License-Identifier: MIT
// Every field of every struct on the wire is described: one that is forgotten would arrive as its default.
#include <gtest/gtest.h>

#include "tests/unit/protocol/samples.hpp"

namespace ms::protocol::test {
namespace {

template <class T>
class Described : public testing::Test {};

using Structs =
    testing::Types<Error, JobId, Megabytes, TimeLimit, TaskSet::Run, WarnSignal, GresRequest, ResourceLimit, JobSpec,
                   ExitStatus, CpuTime, TaskUsage, Figure, Usage, GresAllocation, NodeAllocation, ArrayPart, Dependency, Job, Step, NodeGres,
                   NodeInfo, PartitionInfo, Notice, JobSelector, JobFilter, JobResult, AccountingJob, SubmitRequest,
                   SignalRequest, ControlRequest, JobsQuery, ClusterQuery, AccountingQuery, WaitRequest, JobTextQuery,
                   PingRequest, ShutdownRequest, SubmitReply, JobResults, PlannedStart, JobsReply, ClusterReply, AccountingReply,
                   WaitReply, JobTextReply, PingReply, Done, StepUsageQuery, StepUsage, JobUsage, StepUsageReply,
                   StatisticsQuery, RequestCount, CycleFigures, Statistics,
                   Limits, Account, AccountUser, Association,
                   Qos, AccountBook, AccountsReply, AccountSetting, AccountsChange, AccountsChanged, AssociationName,
                   TransactionsQuery, AccountTransaction, UsageQuery, AccountUsage, UsageJob, UsageReply, EventsQuery, NodeEvent,
                   ArchiveRequest, ArchiveReply,
                   ReservationUsageQuery, PastReservation>;
TYPED_TEST_SUITE(Described, Structs);

TYPED_TEST(Described, HasEveryField) {
    EXPECT_EQ(described_fields<TypeParam>(), aggregate_fields<TypeParam>());
}

}  // namespace
}  // namespace ms::protocol::test
