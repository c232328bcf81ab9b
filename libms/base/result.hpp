// SPDX-License-Identifier: MIT
// Errors are values until `main`. A function that can fail returns Result<T>; the Error carries a code
// (one row of libms/base/errors.cpp, which also gives the exit status) and a complete sentence for people.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

#include "libms/base/errors.hpp"

namespace ms {

struct Error {
    Errc code = Errc::generic;
    std::string message;  // complete: names the input, the place and the way out

    friend bool operator==(const Error&, const Error&) = default;
};

template <class T>
using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;

/// An error with Slurm's own text for the code.
Failure fail(Errc code);
/// An error with a text of its own.
Failure fail(Errc code, std::string message);
/// The same error with context put before its message ("reading msd.conf: ...").
Failure context(std::string_view what, Error error);

}  // namespace ms

/// Return early with the error of a Result expression, as Rust's `?`.
#define MS_TRY(expr)                                                   \
    do {                                                               \
        if (auto ms_try_ = (expr); !ms_try_)                           \
            return tl::make_unexpected(std::move(ms_try_).error());    \
    } while (0)
