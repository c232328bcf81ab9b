// SPDX-License-Identifier: MIT
// Which stored runs an accounting query means: sacct's window, as a rule on one record.
//
// The window is [start, end]. Without states a run belongs to it when it could have run or ran at some instant in it:
// it was eligible before the end and had not ended before the start; a held job is not. With states it must have been in one
// of them in the window: waiting, running or suspended at some instant of it, or ended in that state within it.
#pragma once

#include "libms/model/messages.hpp"

namespace msd::store {

struct Window {
    ms::Time start;
    ms::Time end = ms::Time::max();
    bool is_everything() const { return start == ms::Time{} && end == ms::Time::max(); }
};

/// Without any bound (sacct -j) everything; a start alone reaches until `now`.
Window window_of(const ms::AccountingQuery& query, ms::Time now);
/// Every condition of the query, the window's included.
bool belongs(const ms::AccountingQuery& query, const Window& window, const ms::Job& job);

}  // namespace msd::store
