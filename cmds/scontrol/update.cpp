// SPDX-License-Identifier: MIT
// scontrol update: the first word that names something says what is changed, the others how.
#include "cmds/scontrol/update.hpp"

#include <algorithm>
#include <pwd.h>

#include "cmds/scontrol/resize_scripts.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/job_keys.hpp"
#include "libms/text/duration.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

/// What an update is of, by the word that names it. "job 12" is "job=12".
struct Entity {
    std::string_view name;
    std::size_t least;
    int (*refuse)(const Call& call, const std::string& word);  // it stands there without a value
    int (*update)(const Call& call, const std::string& which, const std::vector<Pair>& changes);
};

int refuse_other(const Call& call, const std::string& word) {
    call.context.error("Invalid input: " + word + "  Request aborted");
    return call.fail("slurm_update error: No error");
}

// ---- jobs

bool aborted(const Call& call, const std::string& line) {
    call.fail(line);
    call.fail("Request aborted");
    return false;
}

/// What a value was refused with, or passed over with: lines.
void tell(const Call& call, const Error& error) {
    for (const std::string& line : text::split_list(error.message, '\n')) {
        if (error.code == Errc::bad_value) call.context.error(line);
        else call.fail(line);
    }
}

int refuse_job(const Call& call, const std::string& word) {
    aborted(call, "Invalid input: " + word);
    return 1;
}

bool not_here(const Call& call, const options::JobUpdateKey& key, const Pair& pair) {
    call.context.error(std::string(key.name) + " is for hardware and services that are not here: " + pair.text);
    return false;
}

/// One key. false: refused, and said why.
bool read_key(const Call& call, const Pair& pair, options::JobUpdateText& to) {
    const options::JobUpdateKey* key = options::find_job_update_key(pair.key);
    if (!pair.has_value && !(key && key->name == "Nice")) return aborted(call, "Invalid input: " + pair.text);
    if (!key) return aborted(call, "Update of this parameter is not supported: " + pair.text);
    if (!key->read) return not_here(call, *key, pair);
    if (pair.sign && !key->takes_sign) {
        call.context.error("Option " + pair.text + " does not accept [+|-]= syntax");
        return false;
    }
    const auto done = key->read(to, pair.sign ? pair.sign + pair.value : pair.value);
    if (done) return true;
    tell(call, done.error());
    return false;
}

/// Parts of an array are named before the error, single jobs behind it, as Slurm does.
std::string result_line(const JobResult& result) {
    const std::string why = result.message.empty() ? std::string(error_text(result.code)) : result.message;
    return result.text.find('_') != std::string::npos ? result.text + ": " + why : why + " for job " + result.text;
}

/// All words but those that name jobs and their user; nullopt: refused, or nothing to change, and said so.
std::optional<JobUpdate> read_changes(const Call& call, const std::vector<Pair>& changes) {
    options::JobUpdateText text{call.context.now, {}, {}, false};
    for (const Pair& pair : changes) {
        if (equal_ignoring_case(pair.key, "UserID")) continue;
        if (!read_key(call, pair, text)) return std::nullopt;
    }
    for (const Error& note : text.notes) tell(call, note);
    if (text.update.keys.empty() && !text.counts) {
        call.fail("No changes specified");
        return std::nullopt;
    }
    return std::move(text.update);
}

int update_selected(const Call& call, std::vector<JobSelector> jobs, const JobUpdate& update) {
    if (update.keys.empty()) return 0;  // what was said changes nothing
    const auto reply = client::ask<JobResults>(*call.context.client, UpdateRequest{std::move(jobs), update});
    if (!reply) return call.fail("slurm_update error: " + reply.error().message);
    int status = 0;
    for (const JobResult& result : reply->results)
        if (result.code != Errc::ok) status = call.fail(result_line(result));
    return status;
}

/// A job that runs has now the size it was told to keep.
int update_size(const Call& call, const std::vector<JobSelector>& jobs, const JobUpdate& update) {
    const bool sized = contains(update.keys, JobKey::node_count);
    if (!sized || jobs.size() != 1 || jobs.front().has_tasks) return 0;
    JobsQuery query;
    query.filter.jobs = jobs;
    const auto reply = client::ask<JobsReply>(*call.context.client, query);
    if (!reply) return call.fail("slurm_update error: " + reply.error().message);
    if (reply->jobs.size() != 1 || reply->jobs.front()->state != JobState::running) return 0;
    return write_resize_scripts(call, reply->jobs.front()->id);
}

std::optional<UserId> user_named(const std::string& text) {
    const auto number = text::parse_unsigned(text);
    const passwd* user = number ? ::getpwuid(static_cast<uid_t>(*number)) : ::getpwnam(text.c_str());
    return user ? std::optional<UserId>(user->pw_uid) : std::nullopt;
}

/// UserID= among the words. false: nobody is called that, and it was said.
bool read_user(const Call& call, const std::vector<Pair>& changes, std::optional<UserId>& user) {
    for (const Pair& pair : changes) {
        if (!equal_ignoring_case(pair.key, "UserID")) continue;
        user = user_named(pair.value);
        if (!user) return aborted(call, "Invalid UserID: " + pair.value);
    }
    return true;
}

int update_job(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    std::optional<UserId> ignored;  // who it is of says the number
    if (!read_user(call, changes, ignored)) return 1;
    const auto update = read_changes(call, changes);
    if (!update) return 1;
    auto jobs = text::parse_selectors(which);
    if (!jobs) return call.fail(std::string(error_text(Errc::invalid_job_id)) + " for job " + which);
    const int status = update_selected(call, *jobs, *update);
    return status == 0 ? update_size(call, *jobs, *update) : status;
}

/// Unfinished jobs of that name, of one user where UserID= is among the words.
int update_job_name(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    std::optional<UserId> user;
    if (!read_user(call, changes, user)) return 1;
    const auto update = read_changes(call, changes);
    if (!update) return 1;
    JobsQuery query;
    query.filter.names = {which};
    if (user) query.filter.users = {*user};
    const auto reply = client::ask<JobsReply>(*call.context.client, query);
    if (!reply) return call.fail("slurm_update error: " + reply.error().message);
    std::vector<JobSelector> jobs;
    for (const JobPtr& job : reply->jobs) {
        if (is_terminal(job->state)) continue;
        JobSelector selector;
        selector.job = job->id;
        selector.text = std::to_string(job->id.value);
        if (job->array) {
            const JobId master = job->array.master_id;
            selector = *text::parse_selector(std::to_string(master.value) +
                                             (job->array.is_task ? "_" + std::to_string(job->array.task_id) : "_*"));
        }
        jobs.push_back(std::move(selector));
    }
    if (jobs.empty()) {
        const std::string of_user = user ? "user ID " + std::to_string(*user) + " and " : "";
        call.context.error("No jobs with " + of_user + "name '" + which + "'");
        return 1;
    }
    return update_selected(call, std::move(jobs), *update);
}

int update_debug_level(const Call& call, const std::string& which, const std::vector<Pair>&) {
    return set_debug(Call{call.context, call.settings, {which}});
}

/// The time limit is all that can be changed of a step.
int update_step(const Call& call, const std::string& which, const std::vector<Pair>& changes) {
    auto step = text::parse_selector(which);
    if (!step) return aborted(call, "Invalid StepID parameter: " + call.words.front()), 1;
    if (!step->has_step) return call.fail("slurm_update error: " + std::string(error_text(Errc::invalid_job_id)));
    std::optional<TimeLimit> limit;
    for (const Pair& pair : changes) {
        if (!pair.has_value || pair.key.size() < 5 || !starts_with_ignoring_case("TimeLimit", pair.key))
            return aborted(call, "Invalid input: " + pair.text), 1;
        const auto parsed = text::parse_time_limit(pair.value);
        if (!parsed) {
            call.context.error("Invalid TimeLimit value");
            return 1;
        }
        limit = *parsed;
    }
    if (!limit) return call.fail("No changes specified");
    const auto done = client::ask<Done>(*call.context.client, StepUpdateRequest{std::move(*step), *limit});
    return done ? 0 : call.fail("slurm_update error: " + done.error().message);
}

constexpr Entity entities_to_update[] = {
    {"JobId", 3, refuse_job, update_job},
    {"JobName", 4, refuse_job, update_job_name},
    {"NodeName", 3, refuse_other, update_node},
    {"PartitionName", 3, refuse_other, update_partition},
    {"ReservationName", 3, refuse_other, update_reservation},
    {"SlurmctldDebug", 6, refuse_other, update_debug_level},
    {"StepId", 4, refuse_job, update_step},
};

const Entity* find_entity(std::string_view key) {
    for (const Entity& entity : entities_to_update)
        if (key.size() >= entity.least && starts_with_ignoring_case(entity.name, key)) return &entity;
    return nullptr;
}

}  // namespace

Pair split_pair(const std::string& word) {
    Pair pair{word, word, {}, 0, false};
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return pair;
    pair.has_value = true;
    pair.key = word.substr(0, equals);
    pair.value = word.substr(equals + 1);
    if (!pair.key.empty() && (pair.key.back() == '+' || pair.key.back() == '-')) {
        pair.sign = pair.key.back();
        pair.key.pop_back();
    }
    return pair;
}

std::vector<Pair> split_pairs(const std::vector<std::string>& words) {
    std::vector<Pair> pairs;
    for (std::size_t i = 0; i < words.size(); ++i) {
        Pair pair = split_pair(words[i]);
        const bool has_next = i + 1 < words.size() && words[i + 1].find('=') == std::string::npos;
        if (!pair.has_value && i == 0 && has_next) {
            pair.has_value = true;
            pair.value = words[++i];
        }
        pairs.push_back(std::move(pair));
    }
    return pairs;
}

int update(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for update keyword");
    std::vector<Pair> pairs = split_pairs(call.words);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        const Entity* entity = find_entity(pairs[i].key);
        if (!entity) continue;
        if (!pairs[i].has_value) return entity->refuse(call, pairs[i].text);
        const std::string which = pairs[i].value;
        pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(i));
        return entity->update(call, which, pairs);
    }
    call.fail("No valid entity in update command");
    return call.fail("Input line must include \"NodeName\", \"PartitionName\", \"Reservation\", \"JobId\", or "
                     "\"SlurmctldDebug\"");
}

}  // namespace ms::cmds::scontrol
