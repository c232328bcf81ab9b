// SPDX-License-Identifier: MIT
#include "stepd/guarded_open.hpp"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

namespace stepd {
namespace {

constexpr int most_links = 40;  // as the kernel's

bool is_trusted(const ms::Fd& directory, const ms::Fd& file) {
    struct stat around {}, there {};
    return ::fstat(directory.get(), &around) == 0 && ::fstat(file.get(), &there) == 0 &&
           is_trustworthy(around, there, ::geteuid());
}

bool refuse(int error) {
    errno = error;
    return false;
}

/// A path of which the first part is opened already.
class Walk {
  public:
    explicit Walk(std::string path) : rest_(std::move(path)) { begin_at_root(); }

    /// The next name; empty at the end of the path.
    std::string take_name() {
        rest_.erase(0, std::min(rest_.find_first_not_of('/'), rest_.size()));
        std::string name = rest_.substr(0, rest_.find('/'));
        rest_.erase(0, name.size());
        return name;
    }
    bool at_last() const { return rest_.find_first_not_of('/') == std::string::npos; }
    const ms::Fd& directory() const { return directory_; }
    ms::Fd open(const std::string& name, int flags) const {
        return ms::Fd(::openat(directory_.get(), name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC, 0666));
    }
    bool enter(const std::string& name) {
        ms::Fd next = open(name, O_PATH | O_DIRECTORY);
        if (!next) return errno == ENOTDIR && follow(name);
        directory_ = std::move(next);
        return true;
    }
    bool follow(const std::string& name) {
        const ms::Fd link = open(name, O_PATH);
        if (!link) return false;
        char target[PATH_MAX];
        const ssize_t size = ::readlinkat(link.get(), "", target, sizeof target);
        if (size <= 0) return refuse(ENOTDIR);
        if (++links_ > most_links) return refuse(ELOOP);
        if (!is_trusted(directory_, link)) return refuse(EACCES);
        rest_.insert(0, std::string(target, static_cast<std::size_t>(size)) + "/");
        if (rest_.front() == '/') begin_at_root();
        return true;
    }

  private:
    void begin_at_root() { directory_ = ms::Fd(::open("/", O_PATH | O_DIRECTORY | O_CLOEXEC)); }

    std::string rest_;
    ms::Fd directory_;
    int links_ = 0;
};

}  // namespace

bool is_trustworthy(const struct stat& directory, const struct stat& file, uid_t user) {
    const bool is_shared = (directory.st_mode & (S_ISVTX | S_IWOTH)) == (S_ISVTX | S_IWOTH);
    return !is_shared || file.st_uid == user || file.st_uid == directory.st_uid;
}

ms::Fd open_guarded(const std::string& path, int flags) {
    Walk walk(path);
    for (;;) {
        const std::string name = walk.take_name();
        if (!walk.at_last()) {
            if (!walk.enter(name)) return {};
            continue;
        }
        // Truncated only when it is known whose it is.
        ms::Fd file = walk.open(name, flags & ~O_TRUNC);
        if (!file && errno == ELOOP && walk.follow(name)) continue;
        if (!file) return {};
        struct stat there {};
        const bool is_file = ::fstat(file.get(), &there) == 0 && S_ISREG(there.st_mode);
        if ((is_file || S_ISFIFO(there.st_mode)) && !is_trusted(walk.directory(), file)) {
            errno = EACCES;
            return {};
        }
        if (is_file && (flags & O_TRUNC) != 0 && ::ftruncate(file.get(), 0) != 0) return {};
        return file;
    }
}

}  // namespace stepd
