// SPDX-License-Identifier: MIT
#include "tests/scenarios/scenario.hpp"

#include <cstdio>
#include <functional>
#include <map>
#include <memory>
#include <sstream>

#include "libms/model/node_states.hpp"
#include "libms/options/job_keys.hpp"
#include "libms/options/reservation_keys.hpp"
#include "libms/text/job.hpp"
#include "libms/text/mail.hpp"
#include "libms/text/number.hpp"
#include "libms/text/signal.hpp"
#include "libms/text/tres.hpp"
#include "tests/support/core_world.hpp"

namespace ms::test {
namespace {

/// A line: a command, plain words, and key=value pairs.
struct Line {
    std::string command;
    std::vector<std::string> words;
    std::map<std::string, std::string> values;

    explicit Line(const std::string& text) {
        std::istringstream in(text);
        in >> command;
        for (std::string word; in >> word;) {
            const auto equals = word.find('=');
            if (equals == std::string::npos)
                words.push_back(word);
            else
                values[word.substr(0, equals)] = word.substr(equals + 1);
        }
    }
    std::string value(const std::string& key, const std::string& otherwise = {}) const {
        auto at = values.find(key);
        return at == values.end() ? otherwise : at->second;
    }
    std::uint32_t number(const std::string& key, std::uint32_t otherwise = 0) const {
        auto at = values.find(key);
        return at == values.end() ? otherwise : static_cast<std::uint32_t>(std::stoul(at->second));
    }
    bool has(const std::string& word) const { return std::find(words.begin(), words.end(), word) != words.end(); }
    std::string word(std::size_t index, const std::string& otherwise = {}) const {
        return index < words.size() ? words[index] : otherwise;
    }
    std::uint32_t id() const { return static_cast<std::uint32_t>(std::stoul(word(0, "0"))); }
};

class Story {
  public:
    std::string tell(const std::string& events) {
        std::istringstream in(events);
        for (std::string text; std::getline(in, text);) {
            out_ += text + "\n";
            if (text.empty() || text[0] == '#') continue;
            play(Line(text));
            if (world_) report();
        }
        return out_;
    }

  private:
    void say(const std::string& text) { out_ += "    " + text + "\n"; }

    void play(const Line& line) {
        static const std::map<std::string, void (Story::*)(const Line&)> commands{
            {"node", &Story::add_node},
            {"partition", &Story::add_partition},
            {"license", &Story::add_license},
            {"strict", &Story::be_strict},
            {"enforce", &Story::enforce},
            {"account", &Story::add_account},
            {"add-qos", &Story::add_qos},
            {"limit", &Story::set_limit},
            {"starts-by-hand", &Story::start_by_hand},
            {"submit", &Story::submit},
            {"crontab", &Story::install_crontab},
            {"started", &Story::started},
            {"end", &Story::end},
            {"killed", &Story::killed},
            {"oom", &Story::oom},
            {"launch-failed", &Story::launch_failed},
            {"site-failed", &Story::site_failed},
            {"node-failed", &Story::node_failed},
            {"cancel", &Story::cancel},
            {"hold", &Story::control},
            {"uhold", &Story::control},
            {"release", &Story::control},
            {"requeue", &Story::control},
            {"requeuehold", &Story::control},
            {"suspend", &Story::control},
            {"resume", &Story::control},
            {"update", &Story::update},
            {"update-node", &Story::update_node},
            {"update-partition", &Story::update_partition},
            {"reserve", &Story::reserve},
            {"update-reservation", &Story::reserve},
            {"delete-reservation", &Story::reserve},
            {"reservations", &Story::reservations},
            {"nodes", &Story::nodes},
            {"pass", &Story::pass},
            {"restart", &Story::restart},
            {"jobs", &Story::jobs},
        };
        auto at = commands.find(line.command);
        if (at == commands.end()) return say("?? no such command");
        (this->*at->second)(line);
    }

    World& world() {
        if (!world_) {
            if (config_.default_memory_per_cpu.value == 0) config_.default_memory_per_cpu = {100};
            world_ = std::make_unique<World>(config_);
            world_->starts_by_hand = by_hand_;
            began_ = world_->now();
        }
        return *world_;
    }

    void add_node(const Line& line) {
        NodeConfig node = World::node(line.word(0), line.number("cpus", 1), line.number("memory", 8000));
        node.threads_per_core = line.number("threads", 1);
        node.sockets = line.number("sockets", 1);
        node.cores_per_socket = node.cpus / node.threads_per_core / node.sockets;
        node.weight = line.number("weight", 1);
        node.features = text::split_list(line.value("features"));
        const auto lines = text::parse_gres(line.value("gres", "none")).value_or(std::vector<GresRequest>{});
        for (const auto& gres : lines) node.gres.push_back({gres.name, gres.type, gres.count, {}, {}, {}});
        if (const auto shared = share_gpus(node); !shared) say("node refused: " + shared.error().message);
        config_.nodes.push_back(std::move(node));
    }
    void add_partition(const Line& line) {
        PartitionConfig partition =
            World::partition(line.word(0), text::split_list(line.value("nodes")), config_.partitions.empty());
        partition.info.priority_tier = line.number("tier", 1);
        partition.jobs_per_cpu = line.number("jobs-per-cpu", 1);
        partition.always_shares = line.has("force");
        partition.info.max_nodes = line.number("max-nodes", 0xFFFFFFFF);
        partition.info.max_cpus_per_node = line.number("max-cpus-per-node", unlimited_cpus);
        partition.info.max_cpus_per_socket = line.number("max-cpus-per-socket", unlimited_cpus);
        if (line.values.count("max-time")) partition.info.max_time = TimeLimit::of_minutes(line.number("max-time"));
        config_.partitions.push_back(std::move(partition));
    }
    void add_license(const Line& line) {
        for (const auto& [name, count] : line.values) config_.licenses[name] = std::stoul(count);
    }
    void be_strict(const Line&) { config_.policy = SitePolicy::strict; }
    void start_by_hand(const Line&) { by_hand_ = true; }
    void enforce(const Line& line) {
        const bool safe = line.has("safe");
        config_.enforce = {true, safe || line.has("limits"), line.has("qos"), safe};
    }

    // ---- the book of accounts, in sacctmgr's words
    using Book = AccountsChange;
    static std::vector<AccountSetting> settings(const std::map<std::string, std::string>& values) {
        std::vector<AccountSetting> all;
        for (const auto& [key, value] : values) all.push_back({key, AccountSetting::How::set, value});
        return all;
    }
    void change_book(Book::Action action, Book::Entity entity, const std::map<std::string, std::string>& where,
                     const std::map<std::string, std::string>& set) {
        const auto reply =
            world().send(ChangeBook{World::user("root"), {action, entity, settings(where), settings(set), false}});
        if (const auto* refused = std::get_if<Error>(&*reply)) say("answer: " + refused->message);
    }
    void add_account(const Line& line) {
        change_book(Book::Action::add, Book::Entity::account, {}, {{"Names", line.word(0)}});
        change_book(Book::Action::add, Book::Entity::user, {},
                    {{"Names", line.value("users")}, {"Accounts", line.word(0)}});
    }
    void add_qos(const Line& line) {
        auto values = line.values;
        values["Names"] = line.word(0);
        change_book(Book::Action::add, Book::Entity::qos, {}, values);
        change_book(Book::Action::modify, Book::Entity::cluster, {}, {{"QosLevel", "normal," + line.word(0)}});
    }
    void set_limit(const Line& line) {
        static const std::map<std::string, Book::Entity> entities{
            {"account", Book::Entity::account}, {"user", Book::Entity::user}, {"qos", Book::Entity::qos}};
        change_book(Book::Action::modify, entities.at(line.word(0)), {{"Names", line.word(1)}}, line.values);
    }

    void submit(const Line& line) {
        JobSpec spec = world().spec(line.value("name", "job"));
        spec.tasks = line.number("tasks", line.values.count("nodes") ? 0 : 1);
        spec.cpus_per_task = line.number("cpus");
        spec.tasks_per_node = line.number("tasks-per-node");
        spec.min_nodes = spec.max_nodes = line.number("nodes");
        if (line.values.count("time")) spec.time_limit = TimeLimit::of_minutes(line.number("time"));
        if (line.values.count("mem")) {
            spec.memory_kind = MemoryKind::per_node;
            spec.memory = {line.number("mem")};
        }
        spec.array = line.value("array");
        spec.dependency = line.value("depend");
        spec.licenses = line.value("licenses");
        spec.partition = line.value("partition");
        spec.account = line.value("account");
        spec.qos = line.value("qos");
        spec.reservation = line.value("reservation");
        spec.constraint = line.value("constraint");
        spec.mail_events = text::parse_mail_types(line.value("mail")).value_or(0);
        spec.node_list = line.value("nodelist");
        spec.nice = static_cast<std::int32_t>(line.number("nice"));
        if (line.values.count("gres")) spec.gres = *text::parse_gres(line.value("gres"));
        const auto gpus = [&](const char* key, std::vector<GresRequest>& to) {
            if (line.values.count(key)) to = *text::parse_gpus(line.value(key));
        };
        gpus("gpus", spec.gpus);
        gpus("gpus-per-task", spec.gpus_per_task);
        gpus("gpus-per-socket", spec.gpus_per_socket);
        spec.sockets_per_node = line.number("sockets-per-node");
        if (line.values.count("licenses-per-task"))
            spec.kept_options.emplace_back(text::licenses_per_task, line.value("licenses-per-task"));
        if (line.values.count("begin")) spec.begin = world().now() + Seconds{line.number("begin")};
        if (line.values.count("deadline")) spec.deadline = world().now() + Seconds{line.number("deadline")};
        if (line.values.count("signal")) spec.signal = *text::parse_warn_signal(line.value("signal"));
        spec.hold = line.has("hold");
        spec.oversubscribe = line.has("oversubscribe");
        if (line.has("exclusive")) spec.exclusive = Exclusive::node;
        if (line.has("no-requeue")) spec.requeue = Choice::no;
        if (line.has("kill-on-invalid-dep")) spec.kill_on_invalid_dependency = Choice::yes;
        Submit request;
        request.caller = World::user(line.value("user", "alice"));
        request.spec = std::move(spec);
        const auto reply = world().send(std::move(request));
        if (auto* refused = std::get_if<Error>(&*reply))
            return say("refused: " + text::join(text::split_list(refused->message, '\n'), " | "));
        const auto& accepted = std::get<SubmitReply>(*reply);
        for (const auto& warning : accepted.warnings) say("warning: " + warning);
        say("accepted as " + std::to_string(accepted.id.value));
    }

    /// name=minutes, an entry each.
    void install_crontab(const Line& line) {
        InstallCrontab request{World::user("alice"), "text", {}};
        for (const auto& [name, minutes] : line.values) {
            JobSpec spec = world().spec(name);
            spec.cron = minutes + " * * * *";
            spec.cron_first_line = spec.cron_last_line = static_cast<std::uint32_t>(request.entries.size()) + 1;
            request.entries.push_back({spec.cron_last_line, {request.owner, std::move(spec), false, 0, 0, 0}});
        }
        const auto reply = world().send(std::move(request));
        if (auto* refused = std::get_if<Error>(&*reply)) return say("refused: " + refused->message);
        for (JobId id : std::get<CrontabReply>(*reply).jobs) say("accepted as " + std::to_string(id.value));
    }
    void started(const Line& line) { world().started(line.id()); }
    void end(const Line& line) { world().end(line.id(), std::stoi(line.word(1, "0"))); }
    int signal(const std::string& name) {
        const auto number = text::parse_signal(name);
        if (!number) say("?? no such signal");
        return number.value_or(0);
    }
    void killed(const Line& line) { world().end_by_signal(line.id(), signal(line.word(1))); }
    void oom(const Line& line) { world().end_out_of_memory(line.id()); }
    void launch_failed(const Line& line) {
        world().fail_launch(line.id(), text::join({line.words.begin() + 1, line.words.end()}, " "));
    }
    void site_failed(const Line& line) {
        world().fail_launch(line.id(), text::join({line.words.begin() + 1, line.words.end()}, " "), false, true);
    }
    void node_failed(const Line& line) { world().fail_launch(line.id(), "the machine was restarted", true); }

    void answer(Errc code) {
        if (code != Errc::ok) say("answer: " + std::string(error_text(code)));
    }
    void cancel(const Line& line) {
        const int number = line.words.size() > 1 ? signal(line.word(1)) : 0;
        answer(world().cancel(line.word(0), line.value("user", "alice"), number));
    }
    void control(const Line& line) {
        using O = ControlRequest::Operation;
        static const std::map<std::string, O> operations{
            {"hold", O::hold},       {"uhold", O::user_hold},          {"release", O::release}, {"requeue", O::requeue},
            {"suspend", O::suspend}, {"requeuehold", O::requeue_hold}, {"resume", O::resume}};
        answer(world().control(operations.at(line.command), line.word(0), line.value("user", "root")));
    }
    void update_node(const Line& line) {
        std::vector<std::pair<std::string, std::string>> values;
        for (const auto& [key, value] : line.values)
            if (key != "user") values.emplace_back(key, value);
        const std::string refusal = world().update_node(line.word(0), values, line.value("user", "root"));
        if (!refusal.empty()) say("answer: " + refusal);
    }
    void update_partition(const Line& line) {
        const std::string refusal = world().change_site(
            [&](ClusterConfig& config, Time) -> Result<void> {
                for (auto& partition : config.partitions) {
                    if (partition.info.name != line.word(0)) continue;
                    if (line.values.count("max-time"))
                        partition.info.max_time = TimeLimit::of_minutes(line.number("max-time"));
                    if (line.has("up")) partition.info.state = PartitionState::up;
                    if (line.has("down")) partition.info.state = PartitionState::down;
                    if (line.values.count("nodes")) partition.info.nodes = text::split_list(line.value("nodes"));
                }
                return {};
            },
            line.value("user", "root"));
        if (!refusal.empty()) say("answer: " + refusal);
    }
    /// Seconds from the scenario's now where scontrol takes a date.
    void reserve(const Line& line) {
        using Action = ReservationRequest::Action;
        options::ReservationText text{world().now(), {}, {}};
        for (const auto& [key, value] : line.values) {
            if (key == "user") continue;
            const bool sign = key.back() == '+' || key.back() == '-';
            const auto* row = options::find_reservation_key(sign ? key.substr(0, key.size() - 1) : key);
            if (!row) return say("?? no such key");
            const std::string given = value.front() == '+' && row->name.ends_with("Time") ? "now" + value : value;
            if (auto read = row->read(text, key + "=" + value, given, sign ? key.back() : 0); !read)
                return say("refused: " + read.error().message);
        }
        const Action action = line.command == "reserve"              ? Action::create
                              : line.command == "update-reservation" ? Action::change
                                                                     : Action::remove;
        const auto reply = world().send(ChangeReservation{World::user(line.value("user", "root")),
                                                          {action, line.word(0), std::move(text.change)}});
        if (const auto* refused = std::get_if<Error>(&*reply))
            return say("refused: " + text::split_list(refused->message, '\n').front());
        if (action == Action::create && line.word(0).empty()) say("named " + std::get<ReservationReply>(*reply).name);
    }
    void reservations(const Line&) {
        for (const auto& each : world().state().config().reservations) {
            std::string text = each.name + (each.active ? " ACTIVE" : " INACTIVE");
            const auto from_beginning = [&](Time time) {
                return std::to_string(std::chrono::duration_cast<Seconds>(time - began_).count());
            };
            text += " +" + from_beginning(each.start) + " to +" + from_beginning(each.end);
            for (const auto& part : each.nodes) text += " " + part.node + " cpus " + numbers(part.cpus);
            say(text);
        }
    }
    void nodes(const Line&) {
        for (const auto& node : node_infos(world().state()))
            say(node.name + " " + complete_node_state(node.state, node.flags) +
                (node.reason.empty() ? "" : " (" + node.reason + ", " + node.reason_user + ")"));
    }

    /// scontrol's own keys; begin=+60 and its like are seconds from now.
    void update(const Line& line) {
        options::JobUpdateText text{world().now(), {}};
        for (const auto& [key, value] : line.values) {
            if (key == "user") continue;
            const bool sign = key.back() == '+' || key.back() == '-';
            const auto* row = options::find_job_update_key(sign ? key.substr(0, key.size() - 1) : key);
            if (!row) return say("?? no such key");
            if (auto read = row->read(text, sign ? key.back() + value : value); !read)
                return say("refused: " + read.error().message);
        }
        const auto result = world().update(text.update, line.word(0), line.value("user", "alice"));
        if (result.code != Errc::ok) say("answer: " + result.message);
    }
    void pass(const Line& line) { world().pass(Seconds{line.id()}); }
    void restart(const Line&) { world().restart(); }

    void jobs(const Line&) {
        for (const auto& [id, job] : world().state().jobs()) {
            char row[200];
            std::string why = job->reason_text.empty() ? std::string(reason_name(job->reason)) : job->reason_text;
            std::snprintf(
                row, sizeof row, "%-12s %-8s %-5s %-4s %s", text::shown_job_id(*job).c_str(), job->spec->name.c_str(),
                job->user.c_str(), std::string(shown_state_compact(job->state, job->flags)).c_str(),
                job->state == JobState::pending ? ("(" + why + ")").c_str() : text::shown_nodes(*job).c_str());
            say(row);
        }
    }

    // ---- what the core did

    std::string clock() const {
        const auto seconds = std::chrono::duration_cast<Seconds>(world_->now() - began_).count();
        return seconds ? " at +" + std::to_string(seconds) : std::string();
    }

    static std::string numbers(const std::vector<std::uint32_t>& list) {
        TaskSet set;
        for (std::uint32_t number : list) set.insert(TaskSet::of(number));
        std::string text;
        for (const auto& run : set.runs()) {
            if (!text.empty()) text += ",";
            text += std::to_string(run.first);
            if (run.last > run.first) text += "-" + std::to_string(run.last);
        }
        return text;
    }

    void tell_launch(const Job& job) {
        std::string text = "start " + text::shown_job_id(job);
        if (job.array) text += " (" + std::to_string(job.id.value) + ")";
        for (const auto& part : job.allocation) {
            text += " on " + part.node + " cpus " + numbers(part.cpus) + " mem " + std::to_string(part.memory.value);
            for (const auto& gres : part.gres) text += " " + gres.name + " " + numbers(gres.indices);
        }
        say(text);
    }

    void tell_signal(const SendSignal& order) {
        static const char* const targets[] = {"everything", "the steps", "the batch shell",
                                              "the batch shell and its children"};
        say("signal " + std::to_string(order.job.value) + ": " + (order.with_continue ? "CONT " : "") +
            text::signal_name(order.signal) + " to " + targets[static_cast<int>(order.target)]);
        const auto because = order.message.find(" DUE ");
        if (because != std::string::npos) say("  and tell it" + order.message.substr(because));
    }

    void tell_notice(const Tell& tell) {
        const ArraySummary& all = tell.summary;
        std::string text = "mail of " + (tell.whole_array ? "array " + std::to_string(tell.job->array.master_id.value)
                                                          : text::shown_job_id(*tell.job));
        text += ": " + text::format_mail_types(tell.event);
        if (tell.whole_array && tell.event != mail_begin)
            text += std::string(all.mixed ? " mixed" : "") + " codes " + std::to_string(all.lowest_code) + "-" +
                    std::to_string(all.highest_code) + " signal " + std::to_string(all.highest_signal);
        say(text + clock());
    }

    /// Ends and returns to the queue are told from the saved record.
    void tell_save(const Job& job) {
        const JobState before = known_[job.id];
        known_[job.id] = job.state;
        if (before == job.state) return;
        if (is_terminal(job.state))
            say(text::shown_job_id(job) + " " + std::string(state_name(job.state)) + " " +
                std::to_string(job.exit.code) + ":" + std::to_string(job.exit.signal) +
                (job.reason == Reason::none ? "" : " " + std::string(reason_name(job.reason))) + clock());
        else if (job.state == JobState::pending && is_terminal(before) | (before == JobState::running))
            say(text::shown_job_id(job) + " waits again (" + std::string(reason_name(job.reason)) + ")" + clock());
        else if (job.state == JobState::suspended)
            say(text::shown_job_id(job) + " SUSPENDED" + clock());
    }

    void report() {
        for (const auto& effect : world_->take_effects()) {
            if (auto* save = std::get_if<Save>(&effect)) tell_save(*save->job);
            if (auto* launch = std::get_if<Launch>(&effect)) tell_launch(*launch->job);
            if (auto* signal = std::get_if<SendSignal>(&effect)) tell_signal(*signal);
            if (auto* change = std::get_if<ChangeCrontab>(&effect); change && !change->text)
                say("line " + std::to_string(change->first_line) + " of the crontab becomes a comment");
            if (auto* tell = std::get_if<Tell>(&effect)) tell_notice(*tell);
            if (auto* forget = std::get_if<Forget>(&effect)) say(std::to_string(forget->job.value) + " is forgotten");
        }
        for (; complained_ < world_->complaints().size(); ++complained_)
            say("BROKEN: " + world_->complaints()[complained_]);
    }

    ClusterConfig config_;
    std::unique_ptr<World> world_;
    Time began_;
    bool by_hand_ = false;
    std::map<JobId, JobState> known_;
    std::size_t complained_ = 0;
    std::string out_;
};

}  // namespace

std::string tell(const std::string& events) { return Story().tell(events); }

}  // namespace ms::test
