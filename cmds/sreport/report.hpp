// SPDX-License-Identifier: MIT
// A report: what was asked for, what the daemon told, and the columns and rows it makes of that.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cmds/sreport/options.hpp"
#include "libms/model/messages.hpp"
#include "libms/options/command.hpp"

namespace ms::cmds::sreport {

/// The words behind a report's name.
struct Words {
    Time start, end;  // whole hours; end is not part of it
    std::vector<std::string> accounts, users, qos;
    std::string format;
    std::vector<std::uint32_t> grouping;  // sizes of jobs: where the next column begins
    std::uint32_t top = 10;
    bool tree = false;
    bool grouped = false;      // one line for all accounts of a user
    bool flat = false;         // every account by itself
    bool count_jobs = false;
};
/// Yesterday where nothing is said.
Result<Words> read_words(const std::vector<std::string>& words, Time now);

struct Facts {
    const Settings& settings;
    const Words& words;
    const AccountsReply& site;
    const UsageReply& usage;
    const ReservationUsageReply& reservations;
    std::vector<std::string> tres;  // to report

    std::int64_t seconds() const { return epoch_seconds(words.end) - epoch_seconds(words.start); }
    std::uint64_t total(const std::string& name) const;
    /// An amount of TRES-seconds in the unit asked for.
    std::string show(std::uint64_t amount, std::uint64_t total) const;
    bool takes(const AccountUsage& row) const;
};

/// A table as text: columns by name, so that format= chooses among them.
struct Column {
    std::string name;         // for format=
    std::string header;
    unsigned width = 0;
    table::Side side = table::Side::right;
};
struct Listing {
    std::string title;          // "Cluster Utilization"
    bool tells_seconds = false; // "(86400 secs)" behind the period
    std::string unit_line;      // "Usage reported in CPU Minutes"
    std::vector<Column> columns;
    std::string fields;         // those shown by default
    std::vector<std::vector<std::string>> rows;  // a text for each column
};

/// The reports, in reports.cpp and sizes.cpp.
Listing utilization(const Facts& facts);
Listing accounts_by_user(const Facts& facts);
Listing accounts_by_qos(const Facts& facts);
Listing users_by_account(const Facts& facts);
Listing users_by_wckey(const Facts& facts);
Listing wckeys_by_user(const Facts& facts);
Listing top_users(const Facts& facts);
Listing reservation_utilization(const Facts& facts);
Listing sizes_by_account(const Facts& facts);
Listing sizes_by_account_and_wckey(const Facts& facts);
Listing sizes_by_wckey(const Facts& facts);

std::string usage_line(const Facts& facts);
/// As SLURM_TIME_FORMAT wants it.
std::string date_text(Time time);
/// Of a column whose largest amount that is: eight, or its digits in seconds; more where a percentage stands behind it.
unsigned amount_width(const Facts& facts, std::uint64_t largest);
/// Print title, header and rows. Returns the exit status.
int print(const CommandContext& context, const Facts& facts, const Listing& listing);

}  // namespace ms::cmds::sreport
