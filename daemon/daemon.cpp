// SPDX-License-Identifier: MIT
#include "daemon/daemon.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <mutex>
#include <optional>
#include <pwd.h>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

#include "daemon/api/api.hpp"
#include "daemon/config/detect.hpp"
#include "daemon/config/load.hpp"
#include "daemon/config/node_live.hpp"
#include "daemon/config/show.hpp"
#include "daemon/exec/enforcement.hpp"
#include "daemon/exec/environment.hpp"
#include "daemon/exec/hooks.hpp"
#include "daemon/exec/order.hpp"
#include "daemon/exec/shepherd_launcher.hpp"
#include "daemon/exec/spool_dir.hpp"
#include "daemon/exec/step_order.hpp"
#include "daemon/exec/users.hpp"
#include "daemon/exec/zygote_process.hpp"
#include "daemon/hardware/gpu_use.hpp"
#include "daemon/log/log.hpp"
#include "daemon/loop/caretaker.hpp"
#include "daemon/loop/controller.hpp"
#include "daemon/loop/gpu_watch.hpp"
#include "daemon/notify/postman.hpp"
#include "daemon/places.hpp"
#include "daemon/server/instance.hpp"
#include "daemon/server/server.hpp"
#include "daemon/server/signals.hpp"
#include "daemon/server/systemd.hpp"
#include "daemon/store/store.hpp"
#include "libms/text/environment.hpp"
#include "libms/text/number.hpp"

namespace msd {
namespace {

namespace asio = boost::asio;
using namespace ms;

/// In the place of a path where there is no file, as SLURM_CONF shows it.
constexpr const char* no_conf = "/dev/null";

/// What shepherds tell becomes events of the controller.
class Reports final : public exec::LauncherEvents {
  public:
    void started(const core::Started& event) override { post(event); }
    void ended(const core::Ended& event) override { post(event); }
    void step_ended(const core::StepEnded& event) override { post(event); }
    void failed(const core::LaunchFailed& event) override { post(event); }
    void epilog_begun(const core::EpilogBegun& event) override { post(event); }
    void limit_missing(JobId job, const std::string& why) override {
        log->warning("job " + std::to_string(job.value) + " runs without a limit: " + why);
    }
    log::Log* log = nullptr;
    loop::Controller* controller = nullptr;

  private:
    void post(core::Event event) { controller->post({std::move(event), {}, {}}); }
};

/// Jobs that ran when the last daemon ended: their shepherds are found, unless the machine was restarted since; then only
/// what had ended before is known by its verdict.
void resume_jobs(const store::Saved& saved, const std::string& boot_id, const std::string& spool, exec::Launcher& launcher,
                 loop::Controller& controller) {
    const bool rebooted = !saved.boot_id.empty() && saved.boot_id != boot_id;
    for (const auto& job : saved.jobs) {
        if (job->allocation.empty() || is_terminal(job->state)) {
            if (!(job->flags & job_completing)) continue;
        }
        if (rebooted && !exec::read_verdict(exec::spool_dir(spool, job->id, job->restarts)))
            controller.post({core::LaunchFailed{job->id, job->restarts, "the machine was restarted", true}, {}, {}});
        else
            launcher.adopt(job->id, job->restarts, job->next_step_id);
    }
    launcher.clear_rest();
}

/// How often memory limits are looked after that no cgroup holds.
constexpr std::chrono::milliseconds memory_watch{2000};

/// How long a shepherd waits for its next job: longer than a full queue needs to hand it one.
constexpr std::chrono::milliseconds keep_spare_shepherds{2000};

/// As many connections and shepherd streams as the system lets this process have.
void raise_descriptor_limit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// A quarter of the descriptors: whoever keeps connections open leaves others their place.
std::size_t most_connections_of_a_user() {
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? static_cast<std::size_t>(limit.rlim_cur / 4) : 0;
}

/// What was read from the file: replaced as a whole by a reconfiguration, read on every thread.
class Settings {
  public:
    explicit Settings(config::Loaded loaded) : loaded_(std::make_shared<const config::Loaded>(std::move(loaded))) {}
    std::shared_ptr<const config::Loaded> get() const {
        const std::lock_guard lock(mutex_);
        return loaded_;
    }
    void set(config::Loaded loaded) {
        auto fresh = std::make_shared<const config::Loaded>(std::move(loaded));
        const std::lock_guard lock(mutex_);
        loaded_ = std::move(fresh);
    }

  private:
    mutable std::mutex mutex_;
    std::shared_ptr<const config::Loaded> loaded_;
};

class Daemon {
  public:
    Daemon(const config::Arguments& arguments, Places places, config::Loaded loaded, config::Detected detected,
           std::unique_ptr<log::Log> log, std::string conf_path, ReadClock clock, std::unique_ptr<hardware::Nvml> nvml)
        : arguments_(arguments), places_(std::move(places)), settings_(std::move(loaded)), detected_(std::move(detected)),
          log_(std::move(log)), conf_path_(std::move(conf_path)),
          clock_(clock), nvml_(std::move(nvml)) {}

    Result<void> serve(server::Instance& instance);

  private:
    exec::SiteFacts site_facts() const;
    exec::ExecPaths exec_paths(const config::Loaded& loaded) const;
    std::vector<exec::Enforcement> enforced(const config::Loaded& loaded) const;
    bool closes_devices(const config::Loaded& loaded) const;
    config::Loaded with_notices(config::Loaded loaded) const;
    Result<loop::StepPlan> plan_for(const Job& job, Step step) const;
    stepd::ResizeOrder resize_for(const Job& job) const;
    AllocationReply allocation_of(const JobPtr& job) const;
    Result<stepd::LaunchOrder> order_for(const Job& job, std::string script, const std::string& environment);
    void tell(const core::Tell& tell, notify::Postman& postman);
    PingReply about() const;
    void add_live_figures(ClusterReply& reply);
    void log_start(const store::Saved& saved);
    void log_configuration(const config::Loaded& loaded);
    Result<core::ClusterConfig> reload();
    loop::CareFacts care_facts(const loop::ClusterSnapshot& snapshot) const;
    ConfigReply show_config(const loop::ClusterSnapshot& snapshot) const;
    void watch_gpus(const loop::View& view, loop::Controller& controller);

    const config::Arguments& arguments_;
    Places places_;
    Settings settings_;
    config::Detected detected_;
    stepd::GroupReport groups_;  // what the zygote has to give
    std::unique_ptr<log::Log> log_;
    exec::Users callers_;   // of the front's thread
    exec::Users owners_;    // of the controller's
    std::string conf_path_;
    config::KernelFiles kernel_;
    ReadClock clock_;
    std::unique_ptr<hardware::Nvml> nvml_;  // nullptr: no NVIDIA driver
    Time started_ = clock_();
};

Result<stepd::LaunchOrder> Daemon::order_for(const Job& job, std::string script, const std::string& environment) {
    const auto loaded = settings_.get();
    exec::Credentials credentials{job.uid, job.gid, {}, ::getuid() == 0 && job.uid != 0};
    exec::SiteFacts site = site_facts();
    if (auto owner = owners_.find(job.uid, clock_())) {
        credentials.groups = owner->groups;
        site.home = owner->home;
        site.shell = owner->shell;
    } else if (credentials.switch_user) {
        return Failure(owner.error());
    }
    const exec::ExecPaths paths = exec_paths(*loaded);
    auto variables = exec::job_environment(job, *job.spec, text::parse_environment_block(environment), site);
    auto order = exec::make_order(job, std::move(script), std::move(variables), loaded->cluster, paths, credentials);
    exec::add_hooks(order, loaded->cluster.hooks, job, site);
    order.login_environment = exec::login_environment(job, *job.spec, site);
    order.login_timeout_s = static_cast<std::uint32_t>(loaded->daemon.login_timeout.count());
    return order;
}

exec::ExecPaths Daemon::exec_paths(const config::Loaded& loaded) const {
    exec::ExecPaths paths;
    paths.spool_root = places_.spool;
    paths.has_groups = !groups_.root.empty();
    paths.groups = {groups_.controllers, loaded.daemon.groups};
    paths.bind_to_cpus = loaded.daemon.bind_to_cpus;
    const auto look_every = loaded.daemon.sample_interval;
    paths.look_every_s = static_cast<std::uint32_t>(look_every.count());
    paths.sample_ms = 0;
    if (loaded.daemon.enforce_memory)
        paths.sample_ms = look_every.count() == 1 ? 1000 : static_cast<std::uint32_t>(memory_watch.count());
    return paths;
}

std::vector<exec::Enforcement> Daemon::enforced(const config::Loaded& loaded) const {
    return exec::enforcement(exec::enforcement_facts(arguments_.system, groups_, loaded.daemon.groups,
                                                     loaded.daemon.bind_to_cpus, loaded.cluster));
}

/// A job can open no other devices than its own.
bool Daemon::closes_devices(const config::Loaded& loaded) const {
    return loaded.daemon.groups.constrain_devices && !groups_.root.empty() && ::geteuid() == 0;
}

/// What the configuration noticed, and before it the limits that are not held here. Looked at once: that takes files.
config::Loaded Daemon::with_notices(config::Loaded loaded) const {
    auto all = exec::enforcement_notices(enforced(loaded));
    all.insert(all.end(), loaded.notices.begin(), loaded.notices.end());
    loaded.notices = std::move(all);
    return loaded;
}

exec::SiteFacts Daemon::site_facts() const {
    const auto settings = settings_.get();
    const auto is_gpu = [](const core::GresConfig& gres) { return gres.name == "gpu"; };
    const auto has_gpus = [&](const core::NodeConfig& node) { return std::any_of(node.gres.begin(), node.gres.end(), is_gpu); };
    const auto& nodes = settings->cluster.nodes;
    return {settings->cluster.cluster_name, conf_path_, std::any_of(nodes.begin(), nodes.end(), has_gpus), "", "",
            std::shared_ptr<const core::ClusterConfig>(settings, &settings->cluster), closes_devices(*settings)};
}

Result<loop::StepPlan> Daemon::plan_for(const Job& job, Step step) const {
    const auto loaded = settings_.get();
    loop::StepPlan plan{
        exec::make_step_order(step, loaded->cluster, loaded->daemon.bind_to_cpus, closes_devices(*loaded)), {}};
    exec::add_step_group(plan.order, step, loaded->cluster, exec_paths(*loaded));
    plan.reply.environment = exec::step_variables(job, step, site_facts());
    plan.reply.spool_dir = exec::spool_dir(places_.spool, job.id, job.restarts);
    plan.reply.step = std::move(step);
    return plan;
}

stepd::ResizeOrder Daemon::resize_for(const Job& job) const {
    const auto loaded = settings_.get();
    return exec::make_resize_order(job, loaded->cluster, exec_paths(*loaded));
}

AllocationReply Daemon::allocation_of(const JobPtr& job) const {
    return {job, exec::job_variables(*job, *job->spec, site_facts(), exec::Kind::allocation),
            exec::spool_dir(places_.spool, job->id, job->restarts)};
}

/// On the controller's thread: what is said is settled here, and sent by others.
void Daemon::tell(const core::Tell& tell, notify::Postman& postman) {
    const Time now = clock_();
    exec::SiteFacts site = site_facts();
    if (const auto owner = owners_.find(tell.job->uid, now)) site.home = owner->home;
    const notify::Sender sender{detected_.host, ::getuid() == 0};
    for (auto& letter : notify::letters_of(tell, settings_.get()->daemon.mail, site, sender, now)) postman.send(std::move(letter));
}

PingReply Daemon::about() const {
    PingReply about;
    about.version = MS_VERSION;
    about.mode = arguments_.system ? "system" : "user";
    about.pid = ::getpid();
    about.started = started_;
    const auto loaded = settings_.get();
    about.cluster = loaded->cluster.cluster_name;
    about.state_dir = places_.state_dir;
    about.log = places_.log_file.empty() ? "stderr" : places_.log_file;
    about.notices = loaded->notices;
    return about;
}

void Daemon::add_live_figures(ClusterReply& reply) {
    reply.notices = settings_.get()->notices;
    const auto live = config::read_node_live(kernel_);
    for (NodeInfo& node : reply.nodes) {
        node.load_percent = live.load_percent;
        node.memory_free = live.memory_free;
        node.os = detected_.os;
        node.arch = detected_.arch;
        node.host_name = detected_.host;
        node.boot_time = detected_.boot_time;
        node.daemon_start = started_;
        node.version = "25.11.0";
    }
}

void Daemon::log_start(const store::Saved& saved) {
    log_->info("msd " MS_VERSION " starts in " + std::string(arguments_.system ? "system" : "user") + " mode, pid " +
               std::to_string(::getpid()) + ", state in " + places_.state_dir + ", " + std::to_string(saved.jobs.size()) +
               " jobs known");
    log_configuration(*settings_.get());
}

void Daemon::log_configuration(const config::Loaded& loaded) {
    for (const auto& warning : loaded.warnings) log_->warning(warning);
    if (!loaded.inert.empty()) log_->info("read and without effect here: " + text::join(loaded.inert, ", "));
    for (const auto& notice : loaded.notices) log_->info("not enforced: " + one_line(notice));
    if (!groups_.root.empty())
        log_->info("jobs have control groups below " + groups_.root + ", with the controllers " + text::join(groups_.controllers, ", "));
}

/// The new settings are in force at once; what they mean for nodes and jobs is the controller's next turn.
Result<core::ClusterConfig> Daemon::reload() {
    const auto virtual_nodes = config::virtual_nodes_asked();
    if (!virtual_nodes) return Failure(virtual_nodes.error());
    const std::optional<std::string> path = conf_path_ == no_conf ? std::nullopt : std::optional(conf_path_);
    auto loaded = config::load(path, detected_, *virtual_nodes);
    if (!loaded) {
        log_->error("not reconfigured, the old configuration stays: " + loaded.error().message);
        return Failure(loaded.error());
    }
    log_->info("reconfigured from " + conf_path_);
    *loaded = with_notices(std::move(*loaded));
    log_configuration(*loaded);
    core::ClusterConfig cluster = loaded->cluster;
    settings_.set(std::move(*loaded));
    return cluster;
}

ConfigReply Daemon::show_config(const loop::ClusterSnapshot& snapshot) const {
    config::ShownFacts facts{conf_path_,  detected_.host, places_.state_dir,    places_.spool, places_.log_file,
                             started_, snapshot.next_job_id, std::to_string(::getuid())};
    if (const passwd* user = ::getpwuid(::getuid())) facts.user = std::string(user->pw_name) + "(" + facts.user + ")";
    const auto loaded = settings_.get();
    return {clock_(), config::shown_config(*snapshot.config, loaded->daemon, facts),
            config::shown_accounting(loaded->daemon, facts)};
}

loop::CareFacts Daemon::care_facts(const loop::ClusterSnapshot& snapshot) const {
    const auto tres = core::tres_of(*snapshot.config);
    return {snapshot.config->cluster_name, Amounts(tres.begin(), tres.end()), settings_.get()->daemon.retention};
}

/// `work` now and every `interval` from now on, on the timer's thread, as long as the timer is there.
void repeat(asio::steady_timer& timer, std::chrono::microseconds interval, std::function<void()> work) {
    work();
    timer.expires_after(interval);
    timer.async_wait([&timer, interval, work = std::move(work)](boost::system::error_code error) mutable {
        if (!error) repeat(timer, interval, std::move(work));
    });
}

/// How often it is looked which GPUs are used outside of jobs.
constexpr std::chrono::seconds gpu_watch_interval{10};

void Daemon::watch_gpus(const loop::View& view, loop::Controller& controller) {
    const auto cluster = view.cluster();
    if (!cluster->config) return;
    auto used = hardware::files_used_outside(*nvml_, detected_.gpus, kernel_, loop::shepherds(view));
    if (!loop::differs(*cluster->config, used)) return;
    log_->info("GPUs in use by processes of no job: " + (used.empty() ? "none any more" : text::join({used.begin(), used.end()}, " ")));
    controller.post({loop::mark_used_outside(std::move(used)), {}, {}});
}

Result<void> Daemon::serve(server::Instance& instance) {
    auto store = store::open_store(places_.database());
    if (!store) return Failure(store.error());
    auto saved = (*store)->load();
    if (!saved) return Failure(saved.error());
    auto accounting = store::open_accounting(places_.database());
    if (!accounting) return Failure(accounting.error());
    exec::ZygoteProcess zygote(places_.stepd, exec::group_sources(exec::source_facts(arguments_.system, settings_.get()->daemon.groups.root)));
    MS_TRY(zygote.start());
    groups_ = zygote.groups();
    settings_.set(with_notices(*settings_.get()));
    log_start(*saved);
    auto used_before = (*accounting)->usage({Time{}, started_}, {}, started_);
    if (!used_before) return Failure(used_before.error());
    core::ClusterConfig cluster = settings_.get()->cluster;
    cluster.usage_since = started_;

    asio::io_context front;
    asio::io_context reading;
    loop::View view;
    Reports reports;
    loop::Counters counters(started_);
    notify::Postman postman(*log_);
    reports.log = log_.get();
    auto housekeeping = store::Housekeeping::open(places_.database());
    if (!housekeeping) return Failure(housekeeping.error());
    exec::ShepherdLauncher launcher(front, places_.spool, std::move(zygote), reports, keep_spare_shepherds);
    if (!detected_.gpus.empty())
        launcher.measure_gpus([this] { return hardware::gpu_shares(nvml_.get(), detected_.gpus, kernel_); });
    loop::Controller controller({std::move(cluster), **store, launcher, view, *log_,
                                 [this](const Job& job, std::string script, const std::string& environment) {
                                     return order_for(job, std::move(script), environment);
                                 },
                                 clock_,
                                 [this](const Job& job, Step step) { return plan_for(job, std::move(step)); },
                                 [this](const JobPtr& job) { return allocation_of(job); }, &counters,
                                 [&](const core::Tell& each) { tell(each, postman); }, std::move(used_before->rows),
                                 [this](const Job& job) { return resize_for(job); }},
                                *saved);
    reports.controller = &controller;
    loop::Caretaker caretaker(std::move(*housekeeping), *log_, clock_, [&] { return care_facts(*view.cluster()); });
    resume_jobs(*saved, detected_.boot_id, places_.spool, launcher, controller);
    MS_TRY((*store)->set_boot_id(detected_.boot_id));

    api::LongListings long_listings(places_.database());
    auto keep_reading = asio::make_work_guard(reading);
    std::thread reader([&] { reading.run(); });
    std::thread looping([&] {
        controller.run();
        asio::post(front, [&] { front.stop(); });  // after the answers that were posted before
    });

    std::optional<server::Server> server;
    const auto shut_down = [&](const std::function<void()>& answer) {
        instance.ending();
        server::notify_systemd("STOPPING=1");
        asio::post(front, [&] {
            server.reset();
            ::unlink(places_.socket.c_str());
        });
        answer();  // is written after that
        controller.stop();
    };
    api::Api api({controller, view, **accounting, callers_,
                  [&](std::function<void()> work) { asio::post(reading, std::move(work)); }, shut_down,
                  [this](ClusterReply& reply) { add_live_figures(reply); }, [this] { return reload(); },
                  [this](const std::string& level) { log_->set_level(log::level_named(level, log::Level::info)); },
                  [this](const loop::ClusterSnapshot& snapshot) { return show_config(snapshot); }, clock_, about(), !arguments_.system, ::getuid(),
                  counters,
                  [&](std::vector<exec::StepName> steps, exec::TakeUsage done) { launcher.look(std::move(steps), std::move(done)); },
                  [this] { return static_cast<std::uint32_t>(kernel_.list("proc/self/task").size()); },
                  caretaker, long_listings});

    Result<void> outcome;
    auto listening = server::listen_at(places_.socket, places_.socket_mode);
    if (listening) {
        server.emplace(front, std::move(*listening), [&](Request request, const server::Peer& peer, server::Respond respond) {
            api.handle(std::move(request), peer, std::move(respond));
        }, arguments_.system ? most_connections_of_a_user() : 0);
        instance.listening();
        server::report_ready(arguments_.ready_fd);
        server::notify_systemd("STATUS=Listens on " + places_.socket);
    } else {
        outcome = Failure(listening.error());
        controller.stop();
    }
    const server::Signals signals(
        front,
        [&](const std::string& name) {
            log_->info("msd ends on signal " + name + "; jobs go on");
            shut_down([] {});
        },
        [&] {
            server::notify_reloading();
            api.handle(ReconfigureRequest{}, {0, 0, ::getpid()}, [](const Reply& reply) {
                const auto* refused = std::get_if<Error>(&reply);
                server::notify_systemd("READY=1\nSTATUS=" + (refused ? "Not reloaded: " + refused->message : "Reloaded"));
            });
        });
    asio::steady_timer gpu_timer(reading);
    if (nvml_ && !detected_.gpus.empty())
        asio::post(reading, [&] { repeat(gpu_timer, gpu_watch_interval, [&] { watch_gpus(view, controller); }); });
    asio::steady_timer watchdog_timer(front);
    if (const auto interval = server::watchdog_interval())  // both threads that answer have to be alive
        repeat(watchdog_timer, *interval, [&] { controller.when_round([] { server::notify_systemd("WATCHDOG=1"); }); });
    front.run();
    looping.join();
    keep_reading.reset();
    reading.stop();
    reader.join();
    long_listings.stop();
    log_->info("msd has ended");
    return outcome;
}

}  // namespace

Result<void> run(const config::Arguments& arguments, ReadClock clock) {
    auto places = places_for(arguments);
    if (!places) return Failure(places.error());
    auto instance = server::Instance::claim({places->state_dir, places->state_dir_mode},
                                            {places->socket_dir(), places->socket_dir_mode});
    if (!instance) return Failure(instance.error());
    if (instance->outcome() == server::Instance::Outcome::already_running) {
        server::report_ready(arguments.ready_fd);
        return {};
    }
    raise_descriptor_limit();
    const config::KernelFiles kernel;
    auto nvml = hardware::Nvml::open();
    auto detected = config::detect(kernel, config::process_facts(), nvml ? nvml->get() : nullptr);
    const auto conf = arguments.config.empty() ? config::find_config(arguments.system) : std::optional(arguments.config);
    auto virtual_nodes = arguments.system ? Result<std::uint32_t>(0) : config::virtual_nodes_asked();
    if (!virtual_nodes) return Failure(virtual_nodes.error());
    auto loaded = config::load(conf, detected, *virtual_nodes);
    if (!loaded) return Failure(loaded.error());
    if (places->log_file.empty() && !loaded->daemon.log_file.empty()) places->log_file = loaded->daemon.log_file;
    auto log = log::Log::open(places->log_file, log::level_named(arguments.log_level, loaded->daemon.log_level));
    if (!log) return Failure(log.error());
    if (::chdir("/") != 0) return fail_errno("/");
    Daemon daemon(arguments, std::move(*places), std::move(*loaded), std::move(detected), std::move(*log),
                  conf.value_or(no_conf), clock, nvml ? std::move(*nvml) : nullptr);
    return daemon.serve(*instance);
}

}  // namespace msd
