// SPDX-License-Identifier: MIT
#include "daemon/exec/sampler.hpp"

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <set>

namespace msd::exec {

namespace asio = boost::asio;
using ms::JobId;
using std::chrono::milliseconds;

namespace {

/// Since the steady clock's beginning.
milliseconds clock_now() {
    return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

using Found = std::vector<std::vector<stepd::ProcessFigures>>;

void add_gpu_figures(Found& found, const std::map<std::uint32_t, hardware::GpuShare>& shares) {
    for (auto& processes : found)
        for (auto& process : processes)
            if (const auto share = shares.find(static_cast<std::uint32_t>(process.pid)); share != shares.end()) {
                process.gpu_memory = share->second.memory_bytes;
                process.gpu_utilization = share->second.utilization_percent;
            }
}

std::uint64_t resident_bytes(const std::vector<stepd::ProcessFigures>& processes) {
    std::uint64_t sum = 0;
    for (const auto& process : processes) sum += process.memory;
    return sum;
}

}  // namespace

milliseconds next_beat(milliseconds now, milliseconds step) { return (now / step + 1) * step; }

class Sampler::State : public std::enable_shared_from_this<State> {
  public:
    State(asio::io_context& io, Deliver deliver, SamplerTimes times)
        : io_(io), timer_(io), deliver_(std::move(deliver)), times_(times) {}

    void measure_gpus(ReadGpus read) { read_gpus_ = std::move(read); }
    void add(SampledJob job);
    void remove(JobId job) { jobs_.erase(job); }
    void look_now(const std::vector<JobId>& jobs, std::function<void()> then);
    void stop();

  private:
    struct Entry {
        SampledJob job;
        std::optional<milliseconds> usage_at;  // the next instant for its usage
        std::optional<milliseconds> watch_at;  // and for its memory alone
    };
    /// One entry's part in a pass.
    struct Seat {
        JobId job;
        bool usage = false;
        std::uint64_t memory_limit_bytes = 0;
    };

    void set_timer();
    void begin_pass();
    void end_pass(const std::vector<Seat>& seats, Found found);

    asio::io_context& io_;
    asio::steady_timer timer_;
    Deliver deliver_;
    ReadGpus read_gpus_;
    SamplerTimes times_;
    std::map<JobId, Entry> jobs_;
    std::optional<milliseconds> timer_for_;

    std::set<JobId> asked_for_;                       // by somebody who does not want to wait for their instant
    std::vector<std::function<void()>> asked_by_;
    bool passing_ = false;                            // a pass is under way
    std::vector<std::function<void()>> answer_then_;  // when it has ended
    std::unique_ptr<asio::thread_pool> thread_;       // made for the first pass
    std::shared_ptr<ProcessScan> scan_ = std::make_shared<ProcessScan>();
};

void Sampler::State::add(SampledJob job) {
    const milliseconds now = clock_now();
    Entry entry{job, {}, {}};
    if (job.every.count() > 0)
        entry.usage_at = next_beat(now + times_.settle, std::min<milliseconds>(times_.first, job.every));
    if (job.memory_limit_bytes != 0 && job.watch_every.count() > 0) entry.watch_at = next_beat(now, job.watch_every);
    jobs_[job.job] = entry;
    set_timer();
}

/// For the earliest instant, if that is earlier than what it is set for.
void Sampler::State::set_timer() {
    std::optional<milliseconds> first;
    const auto consider = [&](const std::optional<milliseconds>& at) {
        if (at && (!first || *at < *first)) first = at;
    };
    for (const auto& [id, entry] : jobs_) {
        consider(entry.usage_at);
        consider(entry.watch_at);
    }
    if (!first || passing_ || (timer_for_ && *timer_for_ <= *first)) return;
    timer_for_ = first;
    timer_.expires_at(asio::steady_timer::time_point(*first));
    timer_.async_wait([self = weak_from_this()](boost::system::error_code stopped) {
        const auto state = self.lock();
        if (stopped || !state) return;
        state->timer_for_.reset();
        state->begin_pass();
    });
}

void Sampler::State::begin_pass() {
    if (passing_) return;
    const milliseconds now = clock_now();
    std::vector<Seat> seats;
    std::vector<ScanRoot> roots;
    bool any_wanted = false;
    for (auto& [id, entry] : jobs_) {
        Seat seat{id, asked_for_.count(id) != 0, 0};
        if (entry.usage_at && *entry.usage_at <= now) {
            seat.usage = true;
            entry.usage_at = next_beat(now, entry.job.every);
        }
        if (entry.watch_at && *entry.watch_at <= now) {
            seat.memory_limit_bytes = entry.job.memory_limit_bytes;
            entry.watch_at = next_beat(now, entry.job.watch_every);
        }
        const bool wanted = seat.usage || seat.memory_limit_bytes != 0;
        any_wanted |= wanted;
        seats.push_back(seat);
        roots.push_back({entry.job.shepherd, seat.usage, wanted});
    }
    asked_for_.clear();
    answer_then_ = std::exchange(asked_by_, {});
    if (!any_wanted) return end_pass({}, {});
    passing_ = true;
    if (!thread_) thread_ = std::make_unique<asio::thread_pool>(1);
    const bool for_usage = std::any_of(seats.begin(), seats.end(), [](const Seat& seat) { return seat.usage; });
    asio::post(*thread_, [self = weak_from_this(), &io = io_, scan = scan_, seats = std::move(seats), roots = std::move(roots),
                          read_gpus = for_usage ? read_gpus_ : nullptr] {
        auto found = scan->look(roots);
        if (read_gpus) add_gpu_figures(found, read_gpus());
        asio::post(io, [self, seats, found = std::move(found)]() mutable {
            if (const auto state = self.lock()) state->end_pass(seats, std::move(found));
        });
    });
}

void Sampler::State::end_pass(const std::vector<Seat>& seats, Found found) {
    passing_ = false;
    for (std::size_t index = 0; index < seats.size(); ++index) {
        const Seat& seat = seats[index];
        const bool over = seat.memory_limit_bytes != 0 && resident_bytes(found[index]) > seat.memory_limit_bytes;
        if ((seat.usage || over) && jobs_.count(seat.job)) deliver_(seat.job, std::move(found[index]));
    }
    for (auto& then : std::exchange(answer_then_, {})) then();
    if (!asked_by_.empty()) return begin_pass();
    set_timer();
}

void Sampler::State::look_now(const std::vector<JobId>& jobs, std::function<void()> then) {
    asked_for_.insert(jobs.begin(), jobs.end());
    asked_by_.push_back(std::move(then));
    begin_pass();
}

void Sampler::State::stop() {
    timer_.cancel();
    jobs_.clear();
    if (thread_) thread_->join();
}

Sampler::Sampler(asio::io_context& io, Deliver deliver, SamplerTimes times)
    : state_(std::make_shared<State>(io, std::move(deliver), times)) {}
Sampler::~Sampler() { stop(); }
void Sampler::measure_gpus(ReadGpus read) { state_->measure_gpus(std::move(read)); }
void Sampler::add(SampledJob job) { state_->add(job); }
void Sampler::remove(ms::JobId job) { state_->remove(job); }
void Sampler::look_now(const std::vector<ms::JobId>& jobs, std::function<void()> then) {
    state_->look_now(jobs, std::move(then));
}
void Sampler::stop() { state_->stop(); }

}  // namespace msd::exec
