// SPDX-License-Identifier: MIT
// Opening a job's output where others may have laid a trap: a link or a FIFO under the name that the job will write to,
// in a directory like /tmp. Linux has rules for that (fs.protected_symlinks, protected_fifos, protected_regular), which
// machines without systemd leave off; here they hold on all of them.
#pragma once

#include <string>
#include <sys/stat.h>
#include <sys/types.h>

#include "libms/base/fd.hpp"

namespace stepd {

/// Of what lies in a directory where everybody may make files and only the owner of one may take it away: whether `user`
/// may be led by it. It is the user's, or the directory owner's.
bool is_trustworthy(const struct stat& directory, const struct stat& file, uid_t user);

/// open(2) of an absolute path, mode 0666, as the effective user. EACCES, too, where a link on the way or the file that is
/// there already is not to be trusted.
ms::Fd open_guarded(const std::string& path, int flags);

}  // namespace stepd
