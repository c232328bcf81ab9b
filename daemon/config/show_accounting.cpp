// SPDX-License-Identifier: MIT
// The keys of slurmdbd.conf: msd does its work, too.
#include "daemon/config/show.hpp"
#include "libms/text/date.hpp"

namespace msd::config {
namespace {

constexpr const char* nothing = "(null)";

struct View {
    const DaemonSettings& daemon;
    const ShownFacts& facts;
};

struct Row {
    const char* name;
    std::string (*value)(const View& view);
    const char* fixed = nothing;  // without a function
};

template <store::Record record>
std::string age(const View& view) { return store::format_age(view.daemon.retention.age(record)); }
template <store::Record record>
std::string archived(const View& view) { return view.daemon.retention.is_archived(record) ? "Yes" : "No"; }

using R = store::Record;
constexpr Row rows[] = {
    {"AllowNoDefAcct", nullptr, "No"},
    {"ArchiveDir", [](const View& v) { return v.daemon.retention.archive_dir; }},
    {"ArchiveEvents", archived<R::events>},
    {"ArchiveJobs", archived<R::jobs>},
    {"ArchiveResvs", archived<R::reservations>},
    {"ArchiveScript", nullptr},
    {"ArchiveSteps", archived<R::steps>},
    {"ArchiveSuspend", nullptr, "No"},
    {"ArchiveTXN", archived<R::transactions>},
    {"ArchiveUsage", archived<R::usage>},
    {"AuthAltTypes", nullptr},
    {"AuthAltParameters", nullptr},
    {"AuthInfo", nullptr},
    {"AuthType", nullptr, "auth/none"},
    {"BOOT_TIME", [](const View& v) { return ms::text::format_date(v.facts.started); }},
    {"CommitDelay", nullptr, "No"},
    {"CommunicationParameters", nullptr},
    {"DbdAddr", nullptr},
    {"DbdBackupHost", nullptr},
    {"DbdHost", nullptr, "localhost"},
    {"DbdPort", nullptr, "0"},
    {"DebugFlags", nullptr},
    {"DebugLevel", nullptr, "info"},
    {"DebugLevelSyslog", nullptr},
    {"DefaultQOS", nullptr},
    {"LogFile", [](const View& v) { return v.facts.log_file.empty() ? std::string(nothing) : v.facts.log_file; }},
    {"MaxQueryTimeRange", nullptr, "UNLIMITED"},
    {"MessageTimeout", nullptr, "0 secs"},
    {"Parameters", nullptr},
    {"PidFile", [](const View& v) { return v.facts.state_dir + "/msd.pid"; }},
    {"PluginDir", nullptr},
    {"PrivateData", nullptr, "none"},
    {"PurgeEventAfter", age<R::events>},
    {"PurgeJobAfter", age<R::jobs>},
    {"PurgeResvAfter", age<R::reservations>},
    {"PurgeStepAfter", age<R::steps>},
    {"PurgeSuspendAfter", nullptr, "NONE"},
    {"PurgeTXNAfter", age<R::transactions>},
    {"PurgeUsageAfter", age<R::usage>},
    {"SLURMDBD_CONF", [](const View& v) { return v.facts.conf_path; }},
    {"SLURMDBD_VERSION", nullptr, "25.11.0"},
    {"SlurmUser", [](const View& v) { return v.facts.user; }},
    {"StorageBackupHost", nullptr},
    {"StorageHost", nullptr, "localhost"},
    {"StorageLoc", [](const View& v) { return v.facts.state_dir + "/msd.db"; }},
    {"StorageParameters", nullptr},
    {"StoragePort", nullptr, "0"},
    {"StorageType", nullptr, "accounting_storage/sqlite"},
    {"StorageUser", nullptr},
    {"TCPTimeout", nullptr, "0 secs"},
    {"TrackWCKey", nullptr, "No"},
    {"TrackSlurmctldDown", nullptr, "No"},
};

}  // namespace

std::vector<std::pair<std::string, std::string>> shown_accounting(const DaemonSettings& daemon, const ShownFacts& facts) {
    std::vector<std::pair<std::string, std::string>> shown;
    for (const Row& row : rows) shown.emplace_back(row.name, row.value ? row.value({daemon, facts}) : std::string(row.fixed));
    return shown;
}

}  // namespace msd::config
