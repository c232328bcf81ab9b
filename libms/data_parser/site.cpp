// SPDX-License-Identifier: MIT
// Slurm's LICENSE and CONTROLLER_PING.
#include <algorithm>

#include "libms/data_parser/field.hpp"
#include "libms/data_parser/records.hpp"

namespace ms::data_parser {
namespace {

using L = const LicenseInfo&;
using P = const PingRecord&;

constexpr Field<LicenseInfo> license_fields[] = {
    {"LicenseName", [](L l) -> Value { return l.name; }},
    {"Total", [](L l) -> Value { return l.total; }},
    {"Used", [](L l) -> Value { return l.used; }},
    {"Free", [](L l) -> Value { return l.total - std::min(l.total, l.used); }},
    {"Remote", [](L) -> Value { return false; }},
    {"Reserved", [](L) -> Value { return 0; }},
    {"LastConsumed", [](L) -> Value { return 0; }},
    {"LastDeficit", [](L) -> Value { return 0; }},
    {"LastUpdate", [](L) -> Value { return 0; }},
    {"Nodes", [](L) -> Value { return ""; }, 44},
};

constexpr Field<PingRecord> ping_fields[] = {
    {"hostname", [](P p) -> Value { return p.host; }},
    {"pinged", [](P p) -> Value { return p.responding ? "UP" : "DOWN"; }, 0, 44},
    {"responding", [](P p) -> Value { return p.responding; }, 42},
    {"latency", [](P p) -> Value { return p.latency_microseconds; }},
    {"mode", [](P) -> Value { return "primary"; }, 0, 44},
    {"primary", [](P) -> Value { return true; }, 42},
    {"status", [](P p) -> Value { return p.responding ? "No error" : "Unable to contact slurm controller"; }, 45},
};

}  // namespace

void write_license(Writer& out, const LicenseInfo& license) {
    write_record(out, std::span<const Field<LicenseInfo>>(license_fields), license);
}

void write_ping(Writer& out, const PingRecord& record) {
    write_record(out, std::span<const Field<PingRecord>>(ping_fields), record);
}

}  // namespace ms::data_parser
