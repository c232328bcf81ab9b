// SPDX-License-Identifier: MIT
#include "libms/options/job_keys.hpp"

#include <cstdlib>

#include "libms/base/letters.hpp"
#include "libms/text/date.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/number.hpp"
#include "libms/text/size.hpp"
#include "libms/text/tres.hpp"

namespace ms::options {
namespace {

using Text = JobUpdateText;
using S = JobSpec;

/// A key's name as a template argument, for messages.
template <std::size_t N>
struct Name {
    char text[N]{};
    constexpr Name(const char (&from)[N]) { std::copy_n(from, N, text); }  // NOLINT: meant to convert
};

/// A value that can not be read is told, and the update goes on without it.
Result<void> pass_over(Text& to, Errc code, std::string message) {
    to.notes.push_back({code, std::move(message)});
    return {};
}

Failure invalid(std::string_view name, std::string_view value) {
    return fail(Errc::bad_value, "Invalid " + std::string(name) + " value: " + std::string(value));
}

Result<void> changes(Text& to, JobKey key) {
    to.update.keys.push_back(key);
    return {};
}

template <JobKey key, auto Member>
Result<void> text(Text& to, std::string_view value) {
    to.update.values.*Member = value;
    return changes(to, key);
}

template <Name name, JobKey key, auto Member>
Result<void> count(Text& to, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    if (!number || *number > 0x7FFFFFFF) return invalid(name.text, value);
    to.update.values.*Member = static_cast<std::uint32_t>(*number);
    return changes(to, key);
}

template <Name name, JobKey key, auto Member>
Result<void> limit(Text& to, std::string_view value) {
    const auto parsed = text::parse_time_limit(value);
    if (!parsed) return fail(Errc::bad_value, "Invalid " + std::string(name.text) + " value");
    to.update.values.*Member = *parsed;
    return changes(to, key);
}

template <JobKey key, auto Member>
Result<void> date(Text& to, std::string_view value) {
    if (value.empty()) return {};
    const auto parsed = text::parse_date(value, to.now, text::Toward::future);
    if (!parsed) return pass_over(to, Errc::generic, parsed.error().message);
    to.update.values.*Member = *parsed;
    return changes(to, key);
}

template <MemoryKind kind, Name name>
Result<void> memory(Text& to, std::string_view value) {
    const auto size = text::parse_megabytes(value);
    if (!size) return invalid(name.text, value);
    to.update.values.memory_kind = kind;
    to.update.values.memory = *size;
    return changes(to, JobKey::memory);
}

std::optional<bool> yes_or_no(std::string_view value) {
    if (equal_ignoring_case(value, "yes")) return true;
    if (equal_ignoring_case(value, "no")) return false;
    const auto number = text::parse_unsigned(value);
    return number ? std::optional<bool>(*number != 0) : std::nullopt;
}

Result<void> limit_change(Text& to, std::string_view value) {
    using Change = JobUpdate::LimitChange;
    if (value.starts_with('+') || value.starts_with('-')) {
        to.update.limit_change = value[0] == '+' ? Change::add : Change::subtract;
        value.remove_prefix(1);
    }
    MS_TRY((limit<"TimeLimit", JobKey::time_limit, &S::time_limit>(to, value)));
    if (to.update.limit_change != Change::set && !to.update.values.time_limit.is_finite())
        return fail(Errc::bad_value, "Invalid TimeLimit value");
    return {};
}

Result<void> admin_comment(Text& to, std::string_view value) {
    to.update.admin_comment = value;
    return changes(to, JobKey::admin_comment);
}

/// As strtoll reads it: what is no number is 0, and takes the limit off.
Result<void> throttle(Text& to, std::string_view value) {
    const long long number = std::strtoll(std::string(value).c_str(), nullptr, 10);
    if (number < 0 || number > 0x7FFFFFFF) return invalid("ArrayTaskThrottle", value);
    to.update.array_task_throttle = static_cast<std::uint32_t>(number);
    return changes(to, JobKey::array_task_throttle);
}

Result<void> end_time(Text& to, std::string_view value) {
    to.counts = true;
    if (value.empty()) return {};
    const auto parsed = text::parse_date(value, to.now, text::Toward::future);
    if (!parsed) return pass_over(to, Errc::generic, parsed.error().message);
    to.update.end = *parsed;
    return changes(to, JobKey::end);
}

Result<void> contiguous(Text& to, std::string_view value) {
    const auto wanted = yes_or_no(value);
    if (!wanted) return invalid("Contiguous", value);
    to.update.values.contiguous = *wanted;
    return changes(to, JobKey::contiguous);
}

Result<void> oversubscribe(Text& to, std::string_view value) {
    const auto wanted = yes_or_no(value);
    if (!wanted) return invalid("OverSubscribe", value);
    to.update.values.oversubscribe = *wanted;
    to.update.values.exclusive = *wanted ? Exclusive::no : Exclusive::node;
    return changes(to, JobKey::oversubscribe);
}

Result<void> requeue(Text& to, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    if (!number) return invalid("Requeue", value);
    to.update.values.requeue = *number ? Choice::yes : Choice::no;
    return changes(to, JobKey::requeue);
}

/// As strtoll reads it, which makes 0 of no value.
Result<void> nice(Text& to, std::string_view value) {
    constexpr std::int64_t most = 2147483645;
    const std::int64_t number = std::strtoll(std::string(value).c_str(), nullptr, 10);
    if (number > most || number < -most)
        return fail(Errc::bad_value, "Nice value out of range (+/- 2147483645). Value ignored");
    to.update.values.nice = static_cast<std::int32_t>(number);
    return changes(to, JobKey::nice);
}

Result<void> priority(Text& to, std::string_view value) {
    const auto number = text::parse_unsigned(value);
    if (!number || *number > 0xFFFFFFFD) return invalid("Priority", value);
    to.update.values.priority = static_cast<std::uint32_t>(*number);
    to.update.values.priority_set = *number ? Choice::yes : Choice::unset;
    return changes(to, JobKey::priority);
}

Result<void> node_count(Text& to, std::string_view value) {
    const std::size_t dash = value.find('-');
    const auto least = text::parse_count_suffixed(value.substr(0, dash));
    const auto most = dash == std::string_view::npos ? least : text::parse_count_suffixed(value.substr(dash + 1));
    if (!least || !most) {
        to.counts = true;
        return pass_over(to, Errc::bad_value,
                         "Invalid numeric value \"" + std::string(value) + "\" for requested node count.");
    }
    to.update.values.min_nodes = *least;
    to.update.values.max_nodes = *most;
    return changes(to, JobKey::node_count);
}

/// The upper bound of 2-4 is read and without effect: what is asked for is the lower one.
Result<void> cpu_count(Text& to, std::string_view value) {
    const std::size_t dash = value.find('-');
    const auto least = text::parse_count_suffixed(value.substr(0, dash));
    const auto most = dash == std::string_view::npos ? least : text::parse_count_suffixed(value.substr(dash + 1));
    const std::string invalid_value = "Invalid NumCPUs value: " + std::string(value);
    if (!least || !most)
        return fail(Errc::bad_value, "Invalid numeric value \"" + std::string(value) + "\" for NumCPUs.\n" + invalid_value);
    if (*least == 0 || *most < *least) return fail(Errc::bad_value, invalid_value);
    to.update.cpu_count = *least;
    return changes(to, JobKey::cpu_count);
}

Result<void> mail_type(Text& to, std::string_view value) {
    const auto events = text::parse_mail_types(value);
    if (!events) return fail(Errc::generic, "Invalid MailType: " + std::string(value));
    to.update.values.mail_events = *events;
    return changes(to, JobKey::mail_type);
}

/// gres/gpu:2 and gres:gpu:2 are gpu:2.
std::string without_prefix(std::string_view value) {
    std::vector<std::string> items;
    for (const std::string& item : text::split_list(value))
        items.push_back(item.starts_with("gres/") || item.starts_with("gres:") ? item.substr(5) : item);
    return text::join(items);
}

template <JobKey key, auto Member>
Result<void> gres(Text& to, std::string_view value) {
    if (value.empty()) {  // something without a name, which the daemon refuses, and says so of each job
        to.update.values.*Member = {GresRequest{}};
        return changes(to, key);
    }
    auto requests = text::parse_gres(without_prefix(value));
    if (!requests) return fail(Errc::generic, requests.error().message);
    to.update.values.*Member = std::move(*requests);
    return changes(to, key);
}

/// The keys of TRES name a kind before what they count: without one it is as if nothing was named.
template <JobKey key, auto Member>
Result<void> tres(Text& to, std::string_view value) {
    for (const std::string& item : text::split_list(value))
        if (!item.starts_with("gres/") && !item.starts_with("gres:") && !item.starts_with("gpu")) value = {};
    return gres<key, Member>(to, value);
}

/// cpu:2,gres/gpu:1 (or with '=')
Result<void> tres_per_task(Text& to, std::string_view value) {
    for (const std::string& item : text::split_list(value)) {
        if (item.starts_with("cpu:") || item.starts_with("cpu=")) {
            MS_TRY((count<"TresPerTask", JobKey::cpus_per_task, &S::cpus_per_task>(to, item.substr(4))));
            continue;
        }
        std::string plain = item;
        if (const auto equals = plain.find('='); equals != std::string::npos) plain[equals] = ':';
        MS_TRY((tres<JobKey::gpus_per_task, &S::gpus_per_task>(to, plain)));
    }
    return {};
}

/// gres/gpu:4 or gpu:4: so much of something for each GPU.
std::string_view per_gpu(std::string_view value) {
    for (std::string_view prefix : {"gres/gpu:", "gres:gpu:", "gpu:"})
        if (value.starts_with(prefix)) return value.substr(prefix.size());
    return value;
}

Result<void> cpus_per_tres(Text& to, std::string_view value) {
    return count<"CpusPerTres", JobKey::cpus_per_gpu, &S::cpus_per_gpu>(to, per_gpu(value));
}
Result<void> memory_per_tres(Text& to, std::string_view value) {
    return memory<MemoryKind::per_gpu, "MemPerTres">(to, per_gpu(value));
}

// ---- for what is not here: checked and kept with the job, as when it is submitted

Result<void> keep(Text& to, JobKey key, std::string_view option, std::string value) {
    to.update.values.kept_options.emplace_back(option, std::move(value));
    return changes(to, key);
}

template <Name option, JobKey key>
Result<void> kept_text(Text& to, std::string_view value) {
    return keep(to, key, option.text, std::string(value));
}

template <Name name, Name option, JobKey key>
Result<void> kept_count(Text& to, std::string_view value) {
    if (!text::parse_unsigned(value)) return invalid(name.text, value);
    return keep(to, key, option.text, std::string(value));
}

Result<void> delay_boot(Text& to, std::string_view value) {
    if (!text::parse_time_limit(value)) return fail(Errc::bad_value, "Invalid DelayBoot value");
    return keep(to, JobKey::kept_options, "delay-boot", std::string(value));
}

/// COUNT[@TIME]; what is no number is 0.
Result<void> switches(Text& to, std::string_view value) {
    const std::size_t at = value.find('@');
    std::string kept = std::to_string(std::strtol(std::string(value.substr(0, at)).c_str(), nullptr, 10));
    if (at != std::string_view::npos && text::parse_time_limit(value.substr(at + 1))) kept += value.substr(at);
    return keep(to, JobKey::kept_options, "switches", std::move(kept));
}

using K = JobKey;
constexpr JobUpdateKey table[] = {
    {"Account", 3, false, text<K::account, &S::account>, "the account it is charged to"},
    {"AdminComment", 3, false, admin_comment, "an administrator's remark"},
    {"ArrayTaskThrottle", 3, false, throttle, "how many elements of the array may run at a time; 0 is no limit"},
    {"Comment", 3, false, text<K::comment, &S::comment>, "a remark"},
    {"Contiguous", 3, false, contiguous, "adjacent nodes: yes or no"},
    {"CPUsPerTask", 5, false, count<"CPUsPerTask", K::cpus_per_task, &S::cpus_per_task>, "CPUs of each task"},
    {"CpusPerTres", 9, false, cpus_per_tres, "CPUs for each GPU: gres/gpu:N"},
    {"Deadline", 3, false, date<K::deadline, &S::deadline>, "by when it has to have ended"},
    {"Dependency", 3, false, text<K::dependency, &S::dependency>, "what it waits for; empty for nothing"},
    {"EligibleTime", 3, false, date<K::begin, &S::begin>, "the earliest time to start"},
    {"EndTime", 3, false, end_time, "when a running job reaches its limit"},
    {"ExcNodeList", 3, false, text<K::exclude, &S::exclude>, "nodes it must not have"},
    {"Features", 3, false, text<K::constraint, &S::constraint>, "features that its nodes need"},
    {"Gres", 3, false, gres<K::gres, &S::gres>, "generic resources on each node"},
    {"Licenses", 3, false, text<K::licenses, &S::licenses>, "licences"},
    {"MailType", 5, false, mail_type, "of what mail tells"},
    {"MailUser", 5, false, text<K::mail_user, &S::mail_user>, "who gets it"},
    {"MemPerTres", 4, false, memory_per_tres, "memory for each GPU: gres/gpu:N"},
    {"MinCPUsNode", 4, false, count<"MinCPUsNode", K::min_cpus_per_node, &S::min_cpus_per_node>,
     "CPUs that each node must have free"},
    {"MinMemoryCPU", 10, false, memory<MemoryKind::per_cpu, "MinMemoryCPU">, "memory for each CPU"},
    {"MinMemoryNode", 10, false, memory<MemoryKind::per_node, "MinMemoryNode">, "memory on each node"},
    {"MinTmpDiskNode", 4, false,
     [](Text& to, std::string_view value) -> Result<void> {
         const auto size = text::parse_megabytes(value);
         if (!size) return invalid("MinTmpDiskNode", value);
         to.update.values.tmp_disk = *size;
         return changes(to, K::tmp_disk);
     },
     "temporary disk space on each node"},
    {"JobName", 4, false, text<K::name, &S::name>},
    {"Name", 3, false, text<K::name, &S::name>, "the job's name"},
    {"Nice", 3, false, nice, "lowers its priority by so much"},
    {"NodeList", 3, false, text<K::node_list, &S::node_list>},
    {"NumCPUs", 6, false, cpu_count, "CPUs in all: as many tasks as that takes"},
    {"NumNodes", 4, false, node_count, "nodes: N or MIN-MAX"},
    {"NumTasks", 4, false, count<"NumTasks", K::task_count, &S::tasks>, "tasks"},
    {"OverSubscribe", 3, false, oversubscribe, "share its nodes' CPUs: yes, or no for whole nodes"},
    {"Partition", 3, false, text<K::partition, &S::partition>, "one or several, by commas"},
    {"Priority", 3, false, priority, "0 holds; a number is an administrator's"},
    {"QOS", 3, false, text<K::qos, &S::qos>, "quality of service"},
    {"ReqCores", 4, false, count<"ReqCores", K::req_cores, &S::cores_per_socket>, "cores of each socket"},
    {"ReqNodeList", 8, false, text<K::node_list, &S::node_list>, "nodes it must have"},
    {"ReqNodes", 8, false, node_count},
    {"ReqProcs", 4, false, count<"NumTasks", K::task_count, &S::tasks>},
    {"ReqSockets", 4, false, count<"ReqSockets", K::req_sockets, &S::sockets_per_node>, "sockets of each node"},
    {"ReqThreads", 4, false, count<"ReqThreads", K::req_threads, &S::threads_per_core>, "threads of each core"},
    {"Requeue", 4, false, requeue, "whether it may be requeued: 0 or 1"},
    {"ReservationName", 3, false, text<K::reservation, &S::reservation>, "the reservation it runs in"},
    {"Shared", 3, false, oversubscribe},
    {"StartTime", 3, false, date<K::begin, &S::begin>, "as EligibleTime"},
    {"StdErr", 4, false, text<K::std_err, &S::std_err>, "file of its errors"},
    {"StdIn", 4, false, text<K::std_in, &S::std_in>, "file of its input"},
    {"StdOut", 4, false, text<K::std_out, &S::std_out>, "file of its output"},
    {"TasksPerNode", 3, false, count<"TasksPerNode", K::tasks_per_node, &S::tasks_per_node>, "tasks on each node"},
    {"TimeLimit", 5, true, limit_change, "=, += and -="},
    {"TimeMin", 5, false, limit<"TimeMin", K::time_min, &S::time_min>, "the least limit it can do with"},
    {"TresPerJob", 8, false, tres<K::gpus_per_job, &S::gpus>, "generic resources in all"},
    {"TresPerNode", 8, false, tres<K::gres, &S::gres>, "generic resources on each node"},
    {"TresPerSocket", 8, false, tres<K::gpus_per_socket, &S::gpus_per_socket>, "generic resources of each socket"},
    {"TresPerTask", 8, false, tres_per_task, "CPUs and generic resources of each task"},
    {"WCKey", 3, false, text<K::wckey, &S::wckey>, "workload characterisation key"},
    {"WorkDir", 3, false, text<K::work_dir, &S::work_dir>, "working directory"},
    // for what is not here: kept with the job, or refused as Slurm refuses it where there is none
    {"BurstBuffer", 3, false, kept_text<"bb", K::burst_buffer>, "refused: there are no burst buffers here"},
    {"ClusterFeatures", 8, false, kept_text<"cluster-constraint", K::clusters>, "refused: there is no federation here"},
    {"Clusters", 8, false, kept_text<"clusters", K::clusters>, "refused: there is no federation here"},
    {"CoreSpec", 4, false, kept_count<"CoreSpec", "core-spec", K::core_spec>, "refused: no cores are kept for the system"},
    {"DelayBoot", 5, false, delay_boot, "kept and shown: nothing is booted here"},
    {"Extra", 3, false, kept_text<"extra", K::kept_options>, "any text, kept and shown"},
    {"Prefer", 3, false, kept_text<"prefer", K::prefer>, "features it would rather have; kept"},
    {"Switches", 5, false, switches, "COUNT[@TIME], kept and shown: there are no switches here"},
    {"ThreadSpec", 4, false, kept_count<"ThreadSpec", "thread-spec", K::core_spec>, "refused, as CoreSpec"},
    // Slurm's keys that are refused here
    {"ConsolidateSegments", 4},
    {"MCSLabel", 3},
    {"Reboot", 3},
    {"ResetAccrueTime", 5},
    {"SegmentSize", 3},
    {"SiteFactor", 3},
    {"SpreadSegments", 3},
    {"TresBind", 5},
    {"TresFreq", 5},
    {"wait-for-switch", 4},
};

}  // namespace

std::span<const JobUpdateKey> job_update_keys() { return table; }

const JobUpdateKey* find_job_update_key(std::string_view text) {
    for (const JobUpdateKey& key : table)
        if (text.size() >= key.least && starts_with_ignoring_case(key.name, text)) return &key;
    return nullptr;
}

}  // namespace ms::options
