// SPDX-License-Identifier: MIT
// Between a step's shepherd and mspmix, on the stream that mspmix has as descriptor 3: messages as
// libms/protocol/message.hpp has them. The shepherd says nothing; that its end of the stream closes is the order to end.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "libms/protocol/message.hpp"

namespace stepd::pmix {

enum class Kind : char {
    ready = 'R',    // Ready: tasks may be started
    failed = 'F',   // Failed, the last message
    aborted = 'A',  // Aborted: a task wants the end of all
    lost = 'L',     // Lost: a task has gone without saying good-bye to libpmix, and others may wait for it for ever
};

struct Ready {
    std::vector<std::vector<std::string>> environments;  // NAME=value entries, by task number
};
struct Failed {
    std::string why;
};
struct Aborted {
    std::uint32_t task = 0;
    std::int32_t code = 0;
};
struct Lost {
    std::uint32_t task = 0;
};

template <class A> void describe(A& a, Ready& v) { a(v.environments); }
template <class A> void describe(A& a, Failed& v) { a(v.why); }
template <class A> void describe(A& a, Aborted& v) { a(v.task, v.code); }
template <class A> void describe(A& a, Lost& v) { a(v.task); }

}  // namespace stepd::pmix
