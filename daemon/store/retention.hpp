// SPDX-License-Identifier: MIT
// How long what is on record is kept (PurgeJobAfter=12months …), and what is written to a file of its own before it
// goes (ArchiveJobs=yes …). One row a kind of record, under the names slurmdbd.conf has for them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "libms/base/units.hpp"

namespace msd::store {

/// So many whole hours, days or months; 0 = for ever.
struct Age {
    enum class Unit : std::uint8_t { hours, days, months };
    std::uint32_t count = 0;
    Unit unit = Unit::months;
    friend bool operator==(const Age&, const Age&) = default;
};
/// "12" (months), "12months", "30days", "24hours", any case, the s optional; nullopt for anything else.
std::optional<Age> parse_age(std::string_view text);
std::string format_age(Age age);
/// What had ended before that instant is older: the beginning of the present unit (by UTC) less the age.
ms::Time older_than(Age age, ms::Time now);

/// The order is that in which they go.
enum class Record : std::uint8_t { steps, jobs, events, reservations, transactions, usage };
inline constexpr std::size_t record_count = 6;

struct RecordRow {
    Record record;
    std::string_view word;         // Jobs, of sacctmgr archive dump
    std::string_view purge_key;    // PurgeJobAfter
    std::string_view archive_key;  // ArchiveJobs
};
std::span<const RecordRow> record_rows();

struct Retention {
    std::array<Age, record_count> ages = {};
    std::array<bool, record_count> archived = {};
    std::string archive_dir = "/tmp";

    Age& age(Record record) { return ages[static_cast<std::size_t>(record)]; }
    Age age(Record record) const { return ages[static_cast<std::size_t>(record)]; }
    bool& is_archived(Record record) { return archived[static_cast<std::size_t>(record)]; }
    bool is_archived(Record record) const { return archived[static_cast<std::size_t>(record)]; }
};

}  // namespace msd::store
