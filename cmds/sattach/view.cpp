// SPDX-License-Identifier: MIT
#include "cmds/sattach/view.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/wait.h>
#include <unistd.h>

namespace ms::cmds::sattach {
namespace {

using namespace attendance;

template <class T, class Then>
void with(std::string_view body, Then then) {
    T value;
    if (protocol::decode_message(body, value)) then(value);
}

}  // namespace

int View::run() {
    loop_.when_readable(srun_.descriptor(), [this] { hear(); });
    while (connected_ && !over_) loop_.turn();
    for (auto& file : files_) file->finish(loop_);
    for (auto& each : writers_)
        if (each) each->finish();
    raw_.reset();
    if (over_) return status_;
    // It lets go of those too who are too far behind, which takes a reader that has stopped for megabytes.
    context_.error(attached_ ? "the srun of " + step_ + " has gone, and the step with it"
                             : step_ + " is not running, or its srun has gone");
    return 1;
}

void View::hear() {
    connected_ = srun_.receive();
    while (const auto message = srun_.next()) {
        const auto pass_on = [this](const auto& value) { on(value); };
        switch (message->kind) {
            case Kind::attached: with<Attached>(message->body, pass_on); break;
            case Kind::output: with<Output>(message->body, pass_on); break;
            case Kind::exited: with<Exited>(message->body, pass_on); break;
            case Kind::line: with<Line>(message->body, pass_on); break;
            case Kind::over: with<Over>(message->body, pass_on); break;
            default: break;
        }
    }
}

void View::on(const Attached& attached) {
    attached_ = true;
    tasks_ = attached.tasks;
    writers_.resize(std::size_t{attached.tasks} * 2);
    if (settings_.pty && !attached.terminal)
        context_.error("the tasks of " + step_ + " have no terminal, disregarding --pty option");
    tell_of_hidden(attached);
    follow(attached);
    start_input(attached);
}

// ---- what the tasks write

bool View::wanted(std::uint32_t task, bool is_error) const {
    const auto& only = is_error ? settings_.error : settings_.output;
    return task < tasks_ && (!only || *only == task);
}

LineWriter& View::writer(std::uint32_t task, bool is_error) {
    auto& at = writers_[std::size_t{task} * 2 + (is_error ? 1 : 0)];
    if (!at) {
        LineWriter::Way way;
        if (settings_.label) way.label = label_of(task, tasks_);
        at = std::make_unique<LineWriter>(is_error ? STDERR_FILENO : STDOUT_FILENO, std::move(way));
    }
    return *at;
}

void View::on(const Output& output) {
    if (wanted(output.task, output.is_error)) writer(output.task, output.is_error).put(output.bytes);
}

void View::tell_of_hidden(const Attached& attached) {
    for (const TaskOutput& output : attached.outputs) {
        if (output.sight != Sight::elsewhere || !wanted(output.task, output.is_error)) continue;
        context_.error("standard " + std::string(output.is_error ? "error" : "output") + " of task " +
                       std::to_string(output.task) + " goes straight to a pipe or a device, and is not to be seen here");
    }
}

/// A file is one task's; with both streams in it they are not to be told apart, and the first one is what it is shown as.
void View::follow(const Attached& attached) {
    for (std::size_t number = 0; number < attached.files.size(); ++number) {
        Fd file = srun_.take_descriptor();
        const auto output = std::find_if(attached.outputs.begin(), attached.outputs.end(), [&](const TaskOutput& each) {
            return each.sight == Sight::in_file && each.file == number && wanted(each.task, each.is_error);
        });
        if (output == attached.outputs.end() || !file) continue;
        LineWriter& to = writer(output->task, output->is_error);
        files_.push_back(std::make_unique<FollowedFile>(std::move(file), attached.files[number],
                                                        [&to](std::string_view bytes) { to.put(bytes); }));
        if (const auto started = files_.back()->start(loop_); !started) context_.error(started.error().message);
    }
}

// ---- what is typed

void View::start_input(const Attached& attached) {
    takes_input_ = attached.takes_input;
    if (settings_.pty && attached.terminal && isatty(STDIN_FILENO)) raw_ = std::make_unique<RawTerminal>(STDIN_FILENO);
    listen_to_input();
}

void View::listen_to_input() {
    loop_.when_readable(STDIN_FILENO, [this] { take_input(); });
}

void View::take_input() {
    if (!may_read(STDIN_FILENO)) {
        constexpr std::chrono::milliseconds a_while{250};
        loop_.forget(STDIN_FILENO);
        loop_.after(a_while, [this] { listen_to_input(); });
        return;
    }
    std::array<char, 16u << 10> bytes;
    const ssize_t size = ::read(STDIN_FILENO, bytes.data(), bytes.size());
    if (size < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (size <= 0 || !takes_input_) loop_.forget(STDIN_FILENO);
    if (!takes_input_) {
        if (size > 0) context_.error("the tasks of " + step_ + " do not read what is typed here");
        return;
    }
    Input input;
    input.to_all = !settings_.input;
    input.task = settings_.input.value_or(0);
    if (size > 0) input.bytes.assign(bytes.data(), static_cast<std::size_t>(size));
    // Where srun has gone, hear() finds it out.
    (void)srun_.send(Kind::input, input);
}

// ---- the end

void View::on(const Exited& exited) {
    const int code = WIFEXITED(exited.wait_status) ? WEXITSTATUS(exited.wait_status) : 0;
    status_ = std::max(status_, code);
    const std::string task = "task " + std::to_string(exited.task);
    if (code != 0) return context_.error(task + " exited with exit code " + std::to_string(code));
    if (settings_.verbose == 0) return;
    context_.info(WIFSIGNALED(exited.wait_status)
                      ? task + " killed by signal " + std::to_string(WTERMSIG(exited.wait_status))
                      : task + " exited with exit code 0");
}

void View::on(const Line& line) { std::fprintf(context_.err, "%s\n", line.text.c_str()); }

void View::on(const Over&) { over_ = true; }

}  // namespace ms::cmds::sattach
