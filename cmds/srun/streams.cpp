// SPDX-License-Identifier: MIT
#include "cmds/srun/streams.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <map>
#include <optional>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::srun {
namespace {

bool is_open(int fd) { return fcntl(fd, F_GETFD) >= 0; }

bool is_null_device(int fd) {
    struct stat info {};
    return fstat(fd, &info) == 0 && S_ISCHR(info.st_mode) && info.st_rdev == makedev(1, 3);
}

/// Who of the tasks has a stream, by its pattern.
enum class Kind { everybody, nobody, one, files };
struct Target {
    Kind kind = Kind::everybody;
    std::uint32_t task = 0;
};

Target target_of(const std::string& pattern, std::size_t tasks) {
    if (pattern.empty() || equal_ignoring_case(pattern, "all")) return {};
    if (equal_ignoring_case(pattern, "none")) return {Kind::nobody};
    const auto number = text::parse_unsigned(pattern);
    if (number && *number < tasks) return {Kind::one, static_cast<std::uint32_t>(*number)};
    return {Kind::files};
}

/// mkdir -p of what is before the last slash.
void make_parents(const std::string& path) {
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1))
        ::mkdir(path.substr(0, slash).c_str(), 0777);
}

Result<Fd> open_file(const std::string& path, int flags, std::string_view what) {
    constexpr mode_t mode = 0666;
    int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    if (fd < 0 && errno == ENOENT && (flags & O_CREAT)) {
        make_parents(path);
        fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
    }
    if (fd < 0) return fail(Errc::generic, "Could not open " + std::string(what) + " file: " + std::strerror(errno));
    return Fd(fd);
}

struct Pipe {
    Fd read, write;
};
Result<Pipe> make_pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("pipe");
    return Pipe{Fd(ends[0]), Fd(ends[1])};
}

}  // namespace

class StreamOpener {
  public:
    explicit StreamOpener(const StreamPlan& plan) : plan_(plan) { streams_.files.resize(plan.nodes.size()); }

    Result<Streams> open() {
        MS_TRY(open_input());
        MS_TRY(open_outputs(plan_.out, STDOUT_FILENO, "stdout", &attendance::TaskFiles::out));
        // Where standard output goes to a file, standard error goes with it unless it has a word of its own.
        const std::string& errors = plan_.err.empty() ? plan_.out : plan_.err;
        MS_TRY(open_outputs(errors, STDERR_FILENO, "stderr", &attendance::TaskFiles::err));
        return std::move(streams_);
    }

  private:
    using Member = std::int32_t attendance::TaskFiles::*;

    std::size_t tasks() const { return plan_.nodes.size(); }

    std::string path_of(const std::string& pattern, std::uint32_t task) const {
        text::FilenameFields fields = plan_.fields;
        fields.task_rank = task;
        fields.host = plan_.nodes[task];
        fields.node_index = plan_.node_indices[task];
        return text::expand_filename(pattern, fields, plan_.directory);
    }

    std::int32_t number_of(int fd) {
        auto& all = streams_.descriptors_;
        const auto at = std::find(all.begin(), all.end(), fd);
        if (at != all.end()) return static_cast<std::int32_t>(at - all.begin());
        all.push_back(fd);
        return static_cast<std::int32_t>(all.size()) - 1;
    }
    std::int32_t give_away(Fd fd) {
        const std::int32_t number = number_of(fd.get());
        streams_.given_away_.push_back(std::move(fd));
        return number;
    }

    Result<void> open_input() {
        const Target target = target_of(plan_.in, tasks());
        if (target.kind == Kind::nobody) return {};
        if (target.kind == Kind::files) {
            for (std::uint32_t task = 0; task < tasks(); ++task) {
                auto file = open_file(path_of(plan_.in, task), O_RDONLY, "stdin");
                if (!file) return Failure(file.error());
                streams_.files[task].in = give_away(std::move(*file));
            }
            return {};
        }
        if (!is_open(STDIN_FILENO) || is_null_device(STDIN_FILENO)) return {};
        std::vector<std::uint32_t> readers;
        for (std::uint32_t task = 0; task < tasks(); ++task)
            if (target.kind == Kind::everybody || task == target.task) readers.push_back(task);
        if (readers.size() == 1 && !isatty(STDIN_FILENO)) {
            streams_.files[readers[0]].in = number_of(STDIN_FILENO);
            plan_.viewers->share_input(readers[0]);
            return {};
        }
        return copy_input(readers);
    }

    Result<void> copy_input(const std::vector<std::uint32_t>& readers) {
        std::vector<Fd> ends;
        for (const std::uint32_t task : readers) {
            auto pipe = make_pipe();
            if (!pipe) return Failure(pipe.error());
            streams_.files[task].in = give_away(std::move(pipe->read));
            ends.push_back(std::move(pipe->write));
        }
        streams_.input_ = std::make_unique<InputCopy>(STDIN_FILENO, std::move(ends));
        plan_.viewers->give_input(*streams_.input_, readers);
        return {};
    }

    Result<void> open_outputs(const std::string& pattern, int own, std::string_view what, Member stream) {
        const Target target = target_of(pattern, tasks());
        if (target.kind == Kind::files) return open_output_files(pattern, what, stream);
        if (!is_open(own)) return {};
        const bool shared = target.kind == Kind::everybody && tasks() > 1;
        for (std::uint32_t task = 0; task < tasks(); ++task) {
            const bool wanted = target.kind == Kind::everybody || (target.kind == Kind::one && task == target.task);
            if (wanted) MS_TRY(connect_output({own, shared}, task, stream));
        }
        return {};
    }

    Result<void> open_output_files(const std::string& pattern, std::string_view what, Member stream) {
        std::map<std::string, std::size_t> writers;
        for (std::uint32_t task = 0; task < tasks(); ++task) ++writers[path_of(pattern, task)];
        for (std::uint32_t task = 0; task < tasks(); ++task) {
            const std::string path = path_of(pattern, task);
            const auto file = file_for(path, what);
            if (!file) return Failure(file.error());
            MS_TRY(connect_output({*file, writers[path] > 1}, task, stream));
        }
        return {};
    }

    /// One descriptor a path: tasks that share a file, or both streams of a task, write on where the other stopped.
    Result<int> file_for(const std::string& path, std::string_view what) {
        for (const auto& [opened, fd] : opened_)
            if (opened == path) return fd;
        auto file = open_file(path, O_WRONLY | O_CREAT | (plan_.append ? O_APPEND : O_TRUNC), what);
        if (!file) return Failure(file.error());
        opened_.emplace_back(path, file->get());
        streams_.kept_.push_back(std::move(*file));
        return opened_.back().second;
    }

    /// Where a stream ends, and whether several tasks write there.
    struct Sink {
        int fd;
        bool shared;
    };
    Result<void> connect_output(Sink sink, std::uint32_t task, Member stream) {
        const int to = sink.fd;
        const bool is_error = stream == &attendance::TaskFiles::err;
        if (!plan_.label && !sink.shared && !isatty(to)) {
            streams_.files[task].*stream = number_of(to);
            plan_.viewers->hand_over(task, is_error, to);
            return {};
        }
        auto pipe = make_pipe();
        if (!pipe) return Failure(pipe.error());
        streams_.files[task].*stream = give_away(std::move(pipe->write));
        OutputCopy::Way way;
        if (plan_.label) way.label = label_of(task, tasks());
        way.by_lines = !plan_.unbuffered && (plan_.label || tasks() > 1);
        way.also = plan_.viewers->carry(task, is_error);
        streams_.outputs_.push_back(std::make_unique<OutputCopy>(std::move(pipe->read), to, std::move(way)));
        return {};
    }

    const StreamPlan& plan_;
    Streams streams_;
    std::vector<std::pair<std::string, int>> opened_;
};

Result<Streams> Streams::open(const StreamPlan& plan) { return StreamOpener(plan).open(); }

void Streams::start(EventLoop& loop) {
    given_away_.clear();
    for (auto& output : outputs_) output->start(loop);
    if (input_) input_->start(loop);
}

bool Streams::drained() const {
    return std::all_of(outputs_.begin(), outputs_.end(), [](const auto& output) { return output->done(); });
}

}  // namespace ms::cmds::srun
