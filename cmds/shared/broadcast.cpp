// SPDX-License-Identifier: MIT
#include "cmds/shared/broadcast.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmds/shared/copy_file.hpp"
#include "libms/base/fd.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds {
namespace {

bool is_below(const std::string& path, const std::string& directory) {
    if (!path.starts_with(directory)) return false;
    return directory.ends_with('/') || path.size() == directory.size() || path[directory.size()] == '/';
}

/// What ldd prints of the program; nothing where it is no dynamic one.
std::optional<std::string> ask_ldd(const std::string& program) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return std::nullopt;
    Fd from(ends[0]), to(ends[1]);
    const pid_t child = fork();
    if (child == 0) {
        dup2(to.get(), STDOUT_FILENO);
        if (const int nothing = ::open("/dev/null", O_WRONLY); nothing >= 0) dup2(nothing, STDERR_FILENO);
        execlp("ldd", "ldd", program.c_str(), nullptr);
        _exit(127);
    }
    to.reset();
    std::string output;
    std::array<char, 4096> bytes;
    for (ssize_t size; (size = ::read(from.get(), bytes.data(), bytes.size())) > 0 || (size < 0 && errno == EINTR);)
        if (size > 0) output.append(bytes.data(), static_cast<std::size_t>(size));
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || status != 0) return std::nullopt;
    return output;
}

}  // namespace

Excluded parse_excluded(std::string_view list) {
    Excluded excluded;
    if (equal_ignoring_case(list, "none")) return excluded;
    for (std::string& path : text::split_list(list)) {
        if (path.starts_with('/')) excluded.directories.push_back(std::move(path));
        else excluded.complaints.push_back("Ignoring non-absolute excluded path: '" + path + "'");
    }
    return excluded;
}

std::vector<std::string> libraries_in(std::string_view ldd_output, const std::vector<std::string>& excluded) {
    std::vector<std::string> libraries;
    for (const std::string& line : text::split_list(ldd_output, '\n')) {
        // "NAME => PATH (ADDRESS)", or "PATH (ADDRESS)" of the loader itself; what the kernel brings has no path.
        const std::size_t at = line.find('/');
        if (at == std::string::npos) continue;
        std::string path = line.substr(at, line.find(" (", at) - at);
        const auto holds = [&](const std::string& directory) { return is_below(path, directory); };
        if (std::none_of(excluded.begin(), excluded.end(), holds)) libraries.push_back(std::move(path));
    }
    return libraries;
}

Result<std::string> send_libraries(const std::string& program, const std::string& destination,
                                   const std::vector<std::string>& excluded) {
    const auto output = ask_ldd(program);
    if (!output)
        return fail(Errc::generic, "Cannot autodetect libraries for '" + program +
                                       "' with ldd command; still sending the file but ignoring send_libs");
    const std::string directory = destination + "_libs";
    if (::mkdir(directory.c_str(), 0700) != 0 && errno != EEXIST) return fail_errno(directory);
    for (const std::string& library : libraries_in(*output, excluded)) {
        const std::string to = directory + library.substr(library.rfind('/'));
        if (const int problem = copy_file(library, to, {.replace = true}))
            return fail(Errc::system, to + ": " + std::strerror(problem));
    }
    return directory;
}

std::optional<std::string> unknown_compression(std::string_view kind) {
    for (const std::string_view known : {"", "lz4", "none"})
        if (equal_ignoring_case(kind, known)) return std::nullopt;
    return "Compression type '" + std::string(kind) + "' unknown, disabling compression support.";
}

}  // namespace ms::cmds
