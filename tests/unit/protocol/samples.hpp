// SPDX-License-Identifier: MIT
// Messages with something in every field, made by the same describe() that the codec uses, so a new field is in the
// tests as soon as it is on the wire. And a count of a struct's fields, to find one that is not described.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "libms/protocol/describe.hpp"

namespace ms::protocol::test {

/// Gives every field a value of its own that is not the default.
class Filler {
  public:
    static constexpr bool reading = true;

    template <class... T>
    void operator()(T&... values) {
        (fill(values), ...);
    }

    template <class T>
    void fill(T& value) {
        ++next_;
        if constexpr (std::is_same_v<T, std::string>) {
            value = "text " + std::to_string(next_) + std::string("\0\n", 2);
        } else if constexpr (std::is_same_v<T, bool>) {
            value = true;
        } else if constexpr (std::is_enum_v<T>) {
            value = static_cast<T>(1);
        } else if constexpr (std::is_unsigned_v<T>) {
            value = static_cast<T>(~T{0} - next_);
        } else if constexpr (std::is_signed_v<T>) {
            value = static_cast<T>(-static_cast<std::int64_t>(next_) * 1000);
        } else {
            fill_other(value);
        }
    }

  private:
    template <class T>
    void fill_other(std::vector<T>& items) {
        items.resize(3);
        for (auto& item : items) fill(item);
    }
    template <class K, class V>
    void fill_other(std::map<K, V>& items) {
        K key{};
        fill(key);
        fill(items[key]);
    }
    template <class A, class B>
    void fill_other(std::pair<A, B>& both) {
        fill(both.first);
        fill(both.second);
    }
    template <class T>
    void fill_other(std::shared_ptr<const T>& shared) {
        auto fresh = std::make_shared<T>();
        fill(*fresh);
        shared = std::move(fresh);
    }
    void fill_other(Time& time) { time = Time{std::chrono::microseconds(1'700'000'000'000'000 + next_)}; }
    template <class Rep, class Period>
    void fill_other(std::chrono::duration<Rep, Period>& duration) {
        duration = std::chrono::duration<Rep, Period>{static_cast<Rep>(next_)};
    }
    void fill_other(TaskSet& set) { set = TaskSet::range(next_, next_ + 8, 2); }
    template <class T>
    void fill_other(T& value) {
        describe(*this, value);
    }

    std::uint32_t next_ = 0;
};

template <class T>
T filled() {
    T value{};
    Filler{}.fill(value);
    return value;
}

/// Counts the fields that describe() names.
struct FieldCounter {
    static constexpr bool reading = true;
    std::size_t count = 0;
    template <class... T>
    void operator()(T&...) {
        count += sizeof...(T);
    }
};

template <class T>
std::size_t described_fields() {
    T value{};
    FieldCounter counter;
    describe(counter, value);
    return counter.count;
}

/// Stands for a value of any type in an aggregate's braces (never called).
struct AnyValue {
    template <class T>
    operator T() const;
};

template <class T, std::size_t... I>
constexpr bool takes_values(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), AnyValue{})...}; };
}

/// How many fields the aggregate T has.
template <class T, std::size_t N = 0>
constexpr std::size_t aggregate_fields() {
    if constexpr (takes_values<T>(std::make_index_sequence<N + 1>{}))
        return aggregate_fields<T, N + 1>();
    else
        return N;
}

}  // namespace ms::protocol::test
