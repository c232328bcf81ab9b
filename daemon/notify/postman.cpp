// SPDX-License-Identifier: MIT
#include "daemon/notify/postman.hpp"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libms/base/fd.hpp"
#include "libms/base/word_pointers.hpp"

namespace msd::notify {
namespace {

constexpr std::size_t carriers = 4;
constexpr std::size_t most_waiting = 100'000;
constexpr int longest_ms = 60'000;
constexpr std::size_t most_of_a_complaint = 4096;

/// A program that runs for a letter; what it complains of is in `complaint`.
struct Running {
    pid_t pid = 0;
    Fd complaint;
};

/// Without a daemon's folders in the way: looked for where a login would find it.
std::string find_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return ::access(name.c_str(), X_OK) == 0 ? name : std::string();
    for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"})
        if (::access((folder + name).c_str(), X_OK) == 0) return folder + name;
    return {};
}

/// As another user by util-linux's setpriv, since nothing but exec may follow a fork here.
std::vector<std::string> command_of(const Letter& letter) {
    std::vector<std::string> words = letter.command;
    words.front() = find_program(words.front());
    if (!letter.run_as) return words;
    const std::vector<std::string> owner{find_program("setpriv"), "--reuid", std::to_string(letter.run_as->uid),
                                         "--regid", std::to_string(letter.run_as->gid), "--init-groups"};
    words.insert(words.begin(), owner.begin(), owner.end());
    return words;
}

Result<Running> start(const Letter& letter) {
    const Fd input(::memfd_create("letter", MFD_CLOEXEC));
    Fd complaint(::memfd_create("complaint", MFD_CLOEXEC));
    if (!input || !complaint) return fail_errno("memfd_create");
    MS_TRY(write_all(input.get(), letter.input));
    ::lseek(input.get(), 0, SEEK_SET);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.get(), 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, complaint.get(), 2);
    posix_spawnattr_init(&attributes);
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    Running running{0, std::move(complaint)};
    const auto words = command_of(letter);
    const int error = ::posix_spawn(&running.pid, words.front().c_str(), &actions, &attributes, ms::word_pointers(words).data(),
                                    ms::word_pointers(letter.environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return fail(Errc::system, "starting " + letter.command.front() + ": " + std::strerror(error));
    return running;
}

/// Until it has ended, or is ended for taking too long. The wait status.
int await(pid_t pid) {
    const Fd process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    pollfd ready{process.get(), POLLIN, 0};
    int events = 0;
    do events = ::poll(&ready, 1, longest_ms);
    while (events < 0 && errno == EINTR);
    if (events == 0) ::kill(-pid, SIGKILL);  // it leads a session of its own
    int status = 0;
    while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {}
    return status;
}

std::string last_line(const Fd& complaint) {
    ::lseek(complaint.get(), 0, SEEK_SET);
    std::string text(most_of_a_complaint, '\0');
    const ssize_t size = ::read(complaint.get(), text.data(), text.size());
    text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
    while (!text.empty() && text.back() == '\n') text.pop_back();
    const auto before = text.rfind('\n');
    return before == std::string::npos ? text : text.substr(before + 1);
}

std::string failure(int status, const Fd& complaint) {
    const std::string how = WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status))
                                                : "exit code " + std::to_string(WEXITSTATUS(status));
    const std::string line = last_line(complaint);
    return line.empty() ? how : line + " (" + how + ")";
}

}  // namespace

Postman::~Postman() {
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    changed_.notify_all();
    for (auto& carrier : carriers_) carrier.join();
}

void Postman::send(Letter letter) {
    const std::lock_guard lock(mutex_);
    if (waiting_.size() >= most_waiting) return complain(letter, "too many letters wait");
    waiting_.push_back(std::move(letter));
    while (carriers_.size() < carriers) carriers_.emplace_back([this] { work(); });
    changed_.notify_one();
}

void Postman::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        const Letter letter = std::move(waiting_.front());
        waiting_.pop_front();
        lock.unlock();
        carry(letter);
        lock.lock();
    }
}

void Postman::carry(const Letter& letter) {
    if (find_program(letter.command.front()).empty()) {
        const std::lock_guard lock(mutex_);
        return complain_of_missing(letter.command.front());
    }
    const auto running = start(letter);
    if (running && is_ending()) return;
    const int status = running ? await(running->pid) : 0;
    const std::lock_guard lock(mutex_);
    if (!running) return complain(letter, running.error().message);
    if (status != 0) return complain(letter, failure(status, running->complaint));
    last_failure_.clear();
}

bool Postman::is_ending() {
    const std::lock_guard lock(mutex_);
    return ending_;
}

void Postman::complain(const Letter& letter, const std::string& why) {
    if (why == last_failure_) return;
    last_failure_ = why;
    log_.warning(letter.about + ": mail to " + letter.to + " was not sent: " + why);
}

void Postman::complain_of_missing(const std::string& program) {
    if (!missing_.insert(program).second) return;
    log_.warning("mail of jobs is not sent: there is no program " + program + " (MailProg and MailServer in msd.conf)");
}

}  // namespace msd::notify
