// SPDX-License-Identifier: MIT
// The kinds of values that fields have, beside texts and plain numbers.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/data_parser/writer.hpp"
#include "libms/model/allocation.hpp"
#include "libms/model/job.hpp"
#include "libms/text/tres.hpp"

namespace ms::data_parser {

/// A number that may be missing or without end: {"set", "infinite", "number"}.
struct Number {
    bool set = false;
    bool infinite = false;
    std::variant<std::int64_t, double> value = std::int64_t{0};
};
inline Number number(std::uint64_t value) { return {true, false, static_cast<std::int64_t>(value)}; }
inline Number real_number(double value) { return {true, false, value}; }
inline Number no_number() { return {}; }
inline Number no_real_number() { return {false, false, 0.0}; }
inline Number infinite() { return {false, true}; }
/// Set also where there is no such time, as 0.
inline Number time_number(Time time) { return number(static_cast<std::uint64_t>(epoch_seconds(time))); }
Number limit_number(TimeLimit limit);
/// What was not asked for is no number.
inline Number asked_number(std::uint64_t value) { return value ? number(value) : no_number(); }

using Words = std::vector<std::string>;

/// Anything deeper: writes one value.
struct Nested {
    std::function<void(Writer&)> write;
};

class Value {
  public:
    Value(std::string text) : kind_(std::move(text)) {}
    Value(std::string_view text) : kind_(std::string(text)) {}
    Value(const char* text) : kind_(std::string(text)) {}
    Value(std::same_as<bool> auto truth) : kind_(truth) {}
    template <std::integral I>
        requires(!std::same_as<I, bool>)
    Value(I whole) : kind_(static_cast<std::int64_t>(whole)) {}
    Value(double real) : kind_(real) {}
    Value(Number number) : kind_(std::move(number)) {}
    Value(Words words) : kind_(std::move(words)) {}
    Value(ExitStatus exit) : kind_(exit) {}
    Value(Nested nested) : kind_(std::move(nested)) {}
    Value(std::nullptr_t) : kind_(std::monostate{}) {}

    void write(Writer& out) const;

  private:
    std::variant<std::monostate, std::string, bool, std::int64_t, double, Number, Words, ExitStatus, Nested> kind_;
};

inline Nested empty_list() {
    return {[](Writer& out) {
        out.begin_list();
        out.end_list();
    }};
}
inline Nested empty_object() {
    return {[](Writer& out) {
        out.begin_object();
        out.end_object();
    }};
}

/// The base state and every flag of it.
Words state_words(JobState state, std::uint32_t flags);
/// [{"type", "name", "id", "count"}] out of cpu=1,mem=1G,node=1,gres/gpu=2, or of amounts by such names.
Nested tres_list(std::string_view text);
Nested tres_list(text::TresMap amounts);
/// The same of a step's highest or lowest amounts, with the task that had them and its node.
struct Extreme {
    std::uint64_t count = 0;
    std::uint32_t task = 0;
    std::string node;
};
Nested tres_extremes(std::map<std::string, Extreme> amounts);
/// {"seconds", "microseconds"} of a time in two keys.
std::int64_t whole_seconds(Micros time);
std::int64_t rest_microseconds(Micros time);

}  // namespace ms::data_parser
