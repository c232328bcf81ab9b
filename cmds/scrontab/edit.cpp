// SPDX-License-Identifier: MIT
#include "cmds/scrontab/edit.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "libms/base/fd.hpp"

namespace ms::cmds::scrontab {
namespace {

constexpr std::size_t size_limit = 4u << 20;  // bytes, as of a batch script

std::string directory() {
    const char* named = std::getenv("TMPDIR");
    return named && *named ? named : "/tmp";
}

std::string editor() {
    for (const char* variable : {"VISUAL", "EDITOR"})
        if (const char* named = std::getenv(variable); named && *named) return named;
    return "vi";
}

}  // namespace

Result<EditedFile> EditedFile::create(const std::string& content) {
    std::string path = directory() + "/scrontab.XXXXXX";
    const Fd file(::mkstemp(path.data()));
    if (!file) return fail_errno(path);
    EditedFile edited(path);
    MS_TRY(write_all(file.get(), content));
    return edited;
}

EditedFile::EditedFile(EditedFile&& other) noexcept : path_(std::exchange(other.path_, {})) {}

EditedFile::~EditedFile() {
    if (!path_.empty()) ::unlink(path_.c_str());
}

/// The editor may be a command with arguments, so that a shell reads it.
Result<std::string> EditedFile::edit() const {
    const std::string command = editor() + " \"$1\"";
    const pid_t child = ::fork();
    if (child < 0) return fail_errno("fork");
    if (child == 0) {
        ::execl("/bin/sh", "sh", "-c", command.c_str(), "sh", path_.c_str(), nullptr);
        ::_exit(127);
    }
    int status = 0;
    while (::waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return fail_errno(editor());
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return fail(Errc::generic, "the editor (" + editor() + ") has failed: nothing is changed");
    return read_file(path_, size_limit);
}

}  // namespace ms::cmds::scrontab
