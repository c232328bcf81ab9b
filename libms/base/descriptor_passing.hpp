// SPDX-License-Identifier: MIT
// Open files that travel over a Unix socket beside the bytes (SCM_RIGHTS).
#pragma once

#include <span>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "libms/base/fd.hpp"

namespace ms {

/// The kernel takes up to 253 in one message.
inline constexpr std::size_t descriptors_at_once = 250;

/// One sendmsg(2), with at most descriptors_at_once of them: how many bytes went, or -1 and errno. The descriptors go
/// with the first byte, and stay open here.
ssize_t send_with_descriptors(int stream, std::string_view bytes, std::span<const int> descriptors, int flags);

/// One recvmsg(2), as recv(2): the descriptors that came along are appended to `to`.
ssize_t receive_with_descriptors(int stream, std::span<char> bytes, std::vector<Fd>& to, int flags);

}  // namespace ms
