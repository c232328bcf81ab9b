// SPDX-License-Identifier: MIT
// scontrol show reservation
#include "cmds/scontrol/keywords.hpp"
#include "cmds/scontrol/record.hpp"
#include "libms/model/task_set.hpp"
#include "libms/options/reservation_keys.hpp"
#include "libms/text/array.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/hostlist.hpp"
#include "libms/text/tres.hpp"

namespace ms::cmds::scontrol {
namespace {

std::string admitted_text(const Admitted& admitted) {
    std::vector<std::string> names;
    for (const auto& name : admitted.names) names.push_back((admitted.denied ? "-" : "") + name);
    return or_null(text::join(names));
}

std::string licenses_text(const std::vector<GresRequest>& licenses) {
    std::vector<std::string> words;
    for (const auto& license : licenses) words.push_back(license.name + ":" + std::to_string(license.count));
    return or_null(text::join(words));
}

std::size_t cpus_of(const Reservation& reservation) {
    std::size_t cpus = 0;
    for (const ReservedNode& part : reservation.nodes) cpus += part.cpus.size();
    return cpus;
}

/// Cores of a node that is kept in part: shown from when they are in use.
std::string cores_text(const ReservedNode& part, std::size_t threads) {
    TaskSet cores;
    for (const std::uint32_t cpu : part.cpus) cores.insert(TaskSet::of(static_cast<std::uint32_t>(cpu / threads)));
    return "  NodeName=" + part.node + " CoreIDs=" + text::format_tasks(cores, 0, 0);
}

std::vector<std::string> reservation_lines(const Reservation& reservation, const Dates& date) {
    std::vector<std::string> nodes;
    for (const ReservedNode& part : reservation.nodes) nodes.push_back(part.node);
    const std::size_t cpus = cpus_of(reservation);
    const auto length = std::chrono::floor<Seconds>(reservation.end) - std::chrono::floor<Seconds>(reservation.start);
    std::vector<std::string> lines = {
        "ReservationName=" + reservation.name + " StartTime=" + date(reservation.start) + " EndTime=" +
            date(reservation.end) + " Duration=" + text::format_long(length),
        "Nodes=" + or_null(text::fold_hostlist(nodes)) + " NodeCnt=" + std::to_string(nodes.size()) + " CoreCnt=" +
            std::to_string(reservation.cores) + " Features=" + or_null(reservation.features) + " PartitionName=" +
            or_null(reservation.partition) + " Flags=" + options::format_reservation_flags(reservation),
    };
    if (reservation.active)
        for (const ReservedNode& part : reservation.nodes)
            if (!part.whole) lines.push_back(cores_text(part, std::max<std::size_t>(1, cpus / std::max(1u, reservation.cores))));
    lines.push_back("TRES=" + (cpus ? "cpu=" + std::to_string(cpus) : "(null)"));
    lines.push_back("Users=" + admitted_text(reservation.users) + " Groups=" + or_null(text::join(reservation.groups)) +
                    " Accounts=" + admitted_text(reservation.accounts) + " Licenses=" +
                    licenses_text(reservation.licenses) + " State=" + (reservation.active ? "ACTIVE" : "INACTIVE") +
                    " BurstBuffer=" + or_null(reservation.burst_buffer) + " Watts=n/a");
    lines.push_back("MaxStartDelay=" + (reservation.max_start_delay.count()
                                            ? text::format_long(reservation.max_start_delay)
                                            : std::string("(null)")));
    if (!reservation.qos.names.empty()) lines.push_back("QOS=" + admitted_text(reservation.qos));
    if (!reservation.comment.empty()) lines.push_back("Comment=" + reservation.comment);
    return lines;
}

}  // namespace

int show_reservations(const Call& call) {
    const auto cluster = client::ask<ClusterReply>(*call.context.client, ClusterQuery{});
    if (!cluster) return call.fail("slurm_load_reservations error: " + cluster.error().message);
    const std::string wanted = call.words.empty() ? "" : call.words.front();
    bool found = false;
    for (const Reservation& reservation : cluster->reservations) {
        if (!wanted.empty() && reservation.name != wanted) continue;
        found = true;
        call.context.print(record_text(reservation_lines(reservation, Dates(call.context.now)), call.settings.one_line));
    }
    if (found) return 0;
    if (call.settings.quiet) return wanted.empty() ? 0 : 1;
    call.context.print(wanted.empty() ? "No reservations in the system\n" : "Reservation " + wanted + " not found\n");
    return wanted.empty() ? 0 : 1;
}

}  // namespace ms::cmds::scontrol
