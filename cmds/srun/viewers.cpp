// SPDX-License-Identifier: MIT
#include "cmds/srun/viewers.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

namespace ms::cmds::srun {
namespace {

using namespace attendance;

constexpr std::size_t past_pieces = 128;          // as many as Slurm keeps for those who come late
constexpr std::size_t past_piece_size = 4u << 10; // bytes of each
constexpr std::size_t most_unsent = 4u << 20;     // bytes that a viewer may be behind
constexpr std::chrono::milliseconds a_while{50};  // until a task that reads slowly is looked at again
constexpr timeval last_patience{1, 0};            // with a viewer that does not read at the end

/// Its end, from the beginning of a line if there is one.
std::string_view tail_of(std::string_view bytes) {
    if (bytes.size() <= past_piece_size) return bytes;
    bytes.remove_prefix(bytes.size() - past_piece_size);
    const std::size_t line = bytes.find('\n');
    return line + 1 < bytes.size() ? bytes.substr(line + 1) : bytes;  // npos + 1 is 0
}

/// The same file, opened once more.
Fd opened_again(int fd, int flags) {
    return Fd(::open(("/proc/self/fd/" + std::to_string(fd)).c_str(), flags | O_CLOEXEC | O_NOCTTY));
}

bool has_type(int fd, mode_t type) {
    struct stat info {};
    return fstat(fd, &info) == 0 && (info.st_mode & S_IFMT) == type;
}

/// Where the next write to a regular file goes.
std::uint64_t position_in(int fd) {
    const bool at_end = fcntl(fd, F_GETFL) & O_APPEND;
    struct stat info {};
    if (at_end && fstat(fd, &info) == 0) return static_cast<std::uint64_t>(info.st_size);
    const off_t at = lseek(fd, 0, SEEK_CUR);
    return at < 0 ? 0 : static_cast<std::uint64_t>(at);
}

}  // namespace

// ---- what there is to see

std::function<void(std::string_view)> Viewers::carry(std::uint32_t task, bool is_error) {
    shown_.outputs.push_back({task, is_error, Sight::carried, 0});
    return [this, task, is_error](std::string_view bytes) { show(task, is_error, bytes); };
}

void Viewers::hand_over(std::uint32_t task, bool is_error, int fd) {
    if (!has_type(fd, S_IFREG)) {
        shown_.outputs.push_back({task, is_error, Sight::elsewhere, 0});
        return;
    }
    auto file = std::find_if(files_.begin(), files_.end(), [fd](const File& each) { return each.fd == fd; });
    if (file == files_.end()) file = files_.insert(file, {fd, position_in(fd)});
    shown_.outputs.push_back({task, is_error, Sight::in_file, static_cast<std::uint32_t>(file - files_.begin())});
}

void Viewers::give_input(InputCopy& input, std::vector<std::uint32_t> tasks) {
    input_ = &input;
    input_tasks_ = std::move(tasks);
}

void Viewers::share_input(std::uint32_t task) {
    input_tasks_ = {task};
    shares_input_ = has_type(STDIN_FILENO, S_IFIFO);
}

void Viewers::show(std::uint32_t task, bool is_error, std::string_view bytes) {
    past_.push_back(protocol::encode_message(Kind::output, Output{task, is_error, std::string(tail_of(bytes))}));
    if (past_.size() > past_pieces) past_.pop_front();
    if (!viewers_.empty()) tell(Kind::output, Output{task, is_error, std::string(bytes)});
}

// ---- viewers

void Viewers::admit(Fd stream, std::uint32_t tasks, EventLoop& loop) {
    Fd out(stream ? fcntl(stream.get(), F_DUPFD_CLOEXEC, 0) : -1);
    if (!out) return;
    loop_ = &loop;
    shown_.tasks = tasks;
    shown_.takes_input = input_ || shares_input_;
    client::Attendant attendant(std::move(stream));
    if (!introduce(attendant)) return;
    const int viewer = next_viewer_++;
    viewers_.emplace(viewer, Viewer{std::move(attendant), std::move(out), {}});
    listen(viewer);
    std::string past;
    for (const std::string& message : past_) past += message;
    send(viewer, past);
}

/// Its buffer is empty and takes this at once.
bool Viewers::introduce(client::Attendant& stream) {
    Attached attached = shown_;
    std::vector<Fd> opened;
    std::vector<std::int64_t> number_of;  // of each of files_; -1: it may not be read
    for (const File& file : files_) {
        Fd readable = opened_again(file.fd, O_RDONLY);
        number_of.push_back(readable ? static_cast<std::int64_t>(opened.size()) : -1);
        if (!readable) continue;
        attached.files.push_back(file.begin);
        opened.push_back(std::move(readable));
    }
    for (TaskOutput& output : attached.outputs) {
        if (output.sight != Sight::in_file) continue;
        const std::int64_t number = number_of[output.file];
        if (number < 0) output.sight = Sight::elsewhere;
        else output.file = static_cast<std::uint32_t>(number);
    }
    std::vector<int> passed;
    for (const Fd& fd : opened) passed.push_back(fd.get());
    return stream.send(Kind::attached, attached, passed).has_value();
}

void Viewers::listen(int viewer) {
    const auto at = viewers_.find(viewer);
    if (at == viewers_.end()) return;
    loop_->when_readable(at->second.stream.descriptor(), [this, viewer] { hear(viewer); });
}

void Viewers::hear(int viewer) {
    client::Attendant& stream = viewers_.at(viewer).stream;
    const bool room = (!input_ || input_->has_room()) && (!into_pipe_ || into_pipe_->has_room());
    if (!room) {
        loop_->forget(stream.descriptor());
        loop_->after(a_while, [this, viewer] { listen(viewer); });
        return;
    }
    const bool here = stream.receive();
    while (const auto message = stream.next()) {
        Input input;
        if (message->kind == Kind::input && protocol::decode_message(message->body, input)) take(input);
    }
    if (!here) let_go(viewer);
}

/// Null: nobody reads what a viewer has to say, and it was told so.
InputCopy* Viewers::input_to() {
    if (input_ || !shares_input_) return input_;
    if (into_pipe_ && !into_pipe_->done()) return into_pipe_.get();
    std::vector<Fd> pipe;
    pipe.push_back(opened_again(STDIN_FILENO, O_WRONLY));
    if (!pipe.front()) return nullptr;
    into_pipe_ = std::make_unique<InputCopy>(-1, std::move(pipe));
    return into_pipe_.get();
}

void Viewers::take(const Input& input) {
    InputCopy* const to = input_to();
    if (!to) return;
    if (input.bytes.empty()) return to->end_all(*loop_);
    if (input.to_all) return to->put(*loop_, std::nullopt, input.bytes);
    const auto task = std::find(input_tasks_.begin(), input_tasks_.end(), input.task);
    if (task != input_tasks_.end()) to->put(*loop_, static_cast<std::size_t>(task - input_tasks_.begin()), input.bytes);
}

void Viewers::send_all(const std::string& message) {
    for (auto viewer = viewers_.begin(); viewer != viewers_.end();) send((viewer++)->first, message);
}

void Viewers::send(int viewer, std::string_view bytes) {
    std::string& unsent = viewers_.at(viewer).unsent;
    const bool waits = !unsent.empty();
    unsent += bytes;
    if (!waits) return flush(viewer);
    if (unsent.size() > most_unsent) let_go(viewer);
}

void Viewers::flush(int viewer) {
    Viewer& to = viewers_.at(viewer);
    loop_->forget(to.out.get());
    while (!to.unsent.empty()) {
        const ssize_t size = ::send(to.out.get(), to.unsent.data(), to.unsent.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (size < 0 && errno == EINTR) continue;
        if (size < 0 && errno != EAGAIN) return let_go(viewer);
        if (size < 0) return loop_->when_writable(to.out.get(), [this, viewer] { flush(viewer); });
        to.unsent.erase(0, static_cast<std::size_t>(size));
    }
}

void Viewers::let_go(int viewer) {
    const Viewer& gone = viewers_.at(viewer);
    loop_->forget(gone.stream.descriptor());
    loop_->forget(gone.out.get());
    viewers_.erase(viewer);
    if (viewers_.empty() && into_pipe_) into_pipe_->end_all(*loop_);  // or the task would wait for ever
}

void Viewers::finish() {
    for (auto& [number, viewer] : viewers_) {
        setsockopt(viewer.out.get(), SOL_SOCKET, SO_SNDTIMEO, &last_patience, sizeof last_patience);
        (void)write_all(viewer.out.get(), viewer.unsent);  // who has gone or does not read will not miss it
        loop_->forget(viewer.stream.descriptor());
        loop_->forget(viewer.out.get());
    }
    viewers_.clear();
}

}  // namespace ms::cmds::srun
