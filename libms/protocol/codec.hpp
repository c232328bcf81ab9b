// SPDX-License-Identifier: MIT
// Values to bytes and back, without sockets. One `describe(archive, value)` per struct lists its fields in wire
// order and serves both directions, so writer and reader can not disagree (protocol/describe.hpp).
//
// Form: integers are little-endian base-128 varints (signed ones zigzag), text is length + bytes, a list is count +
// items, a struct is a 4-byte length + its fields. The length lets an older reader skip fields it does not know and
// a newer one leave fields that are missing at their defaults: fields are only ever appended.
// A shared value (a JobSpec) is written once a message and referred to by number afterwards.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#include "libms/base/result.hpp"
#include "libms/base/units.hpp"

namespace ms::protocol {

/// In the place of a shared value's number: there is none.
inline constexpr std::uint64_t no_object = ~std::uint64_t{0};

class Writer {
  public:
    static constexpr bool reading = false;

    template <class... T>
    void operator()(const T&... values) {
        (put(values), ...);
    }
    std::string take() { return std::move(out_); }
    /// The reader has this shared value already (Reader::know, in the same order): only its number is written.
    void know(const void* shared) { shared_.try_emplace(shared, shared_.size()); }
    const std::string& bytes() const { return out_; }

    void put_varint(std::uint64_t value);
    void put_text(std::string_view text);

    template <class T>
    void put(const T& value) {
        if constexpr (std::is_same_v<T, std::string>) {
            put_text(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            put_varint(value ? 1 : 0);
        } else if constexpr (std::is_enum_v<T>) {
            put(static_cast<std::underlying_type_t<T>>(value));
        } else if constexpr (std::is_unsigned_v<T>) {
            put_varint(value);
        } else if constexpr (std::is_signed_v<T>) {
            const auto wide = static_cast<std::int64_t>(value);
            put_varint((static_cast<std::uint64_t>(wide) << 1) ^ static_cast<std::uint64_t>(wide >> 63));
        } else {
            put_other(value);
        }
    }

  private:
    template <class T>
    void put_other(const std::vector<T>& items) {
        put_varint(items.size());
        for (const auto& item : items) put(static_cast<const T&>(item));
    }
    template <class K, class V>
    void put_other(const std::map<K, V>& items) {
        put_varint(items.size());
        for (const auto& [key, value] : items) {
            put(key);
            put(value);
        }
    }
    template <class A, class B>
    void put_other(const std::pair<A, B>& both) {
        put(both.first);
        put(both.second);
    }
    template <class T>
    void put_other(const std::shared_ptr<const T>& shared) {
        if (!shared) return put_varint(no_object);
        auto [at, added] = shared_.try_emplace(shared.get(), shared_.size());
        put_varint(at->second);
        if (added) put(*shared);
    }
    void put_other(Time time) { put(static_cast<std::int64_t>(time.time_since_epoch().count())); }
    template <class Rep, class Period>
    void put_other(std::chrono::duration<Rep, Period> duration) {
        put(static_cast<std::int64_t>(duration.count()));
    }
    template <class T>
    void put_other(const T& value) {
        const std::size_t at = open_struct();
        describe(*this, const_cast<T&>(value));  // the writer's describe only reads
        close_struct(at);
    }
    std::size_t open_struct();
    void close_struct(std::size_t at);

    std::string out_;
    std::unordered_map<const void*, std::uint64_t> shared_;
};

/// Reads never throw: the first malformed item makes the reader failed(), and everything after it reads as default.
class Reader {
  public:
    static constexpr bool reading = true;

    explicit Reader(std::string_view bytes) : in_(bytes) {}

    template <class... T>
    void operator()(T&... values) {
        (get(values), ...);
    }
    bool failed() const { return failed_; }
    bool at_end() const { return in_.empty(); }
    void know(std::shared_ptr<const void> shared) { shared_.push_back(std::move(shared)); }

    std::uint64_t get_varint();
    void get_text(std::string& text);

    template <class T>
    void get(T& value) {
        if (in_.empty()) return;  // an older writer: keep the default (struct scope), see get_other
        if constexpr (std::is_same_v<T, std::string>) {
            get_text(value);
        } else if constexpr (std::is_same_v<T, bool>) {
            value = get_varint() != 0;
        } else if constexpr (std::is_enum_v<T>) {
            auto raw = static_cast<std::underlying_type_t<T>>(value);
            get(raw);
            if constexpr (requires { is_known(value); })
                if (!is_known(static_cast<T>(raw))) return fail_here();  // such an enumeration indexes tables
            value = static_cast<T>(raw);
        } else if constexpr (std::is_unsigned_v<T>) {
            value = static_cast<T>(get_varint());
        } else if constexpr (std::is_signed_v<T>) {
            const std::uint64_t raw = get_varint();
            value = static_cast<T>(static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1));
        } else {
            get_other(value);
        }
    }

  private:
    template <class T>
    void get_other(std::vector<T>& items) {
        const std::uint64_t count = get_varint();
        items.clear();
        if (count > in_.size()) return fail_here();  // every item takes a byte at least
        items.reserve(std::min<std::uint64_t>(count, 1024));  // more only as items really come: the count may lie
        for (std::uint64_t i = 0; i < count && !failed_; ++i) {
            T item{};
            if (in_.empty()) return fail_here();
            get(item);
            items.push_back(std::move(item));
        }
    }
    template <class K, class V>
    void get_other(std::map<K, V>& items) {
        std::vector<std::pair<K, V>> read;
        get_other(read);
        items = {std::make_move_iterator(read.begin()), std::make_move_iterator(read.end())};
    }
    template <class A, class B>
    void get_other(std::pair<A, B>& both) {
        get(both.first);
        get(both.second);
    }
    template <class T>
    void get_other(std::shared_ptr<const T>& shared) {
        const std::uint64_t number = get_varint();
        if (number == no_object) {
            shared.reset();
        } else if (number < shared_.size()) {
            shared = std::static_pointer_cast<const T>(shared_[number]);
        } else if (number == shared_.size()) {
            auto fresh = std::make_shared<T>();
            shared_.push_back(fresh);
            get(*fresh);
            shared = std::move(fresh);
        } else {
            fail_here();
        }
    }
    void get_other(Time& time) {
        std::int64_t count = 0;
        get(count);
        time = Time{Time::duration{count}};
    }
    template <class Rep, class Period>
    void get_other(std::chrono::duration<Rep, Period>& duration) {
        std::int64_t count = 0;
        get(count);
        duration = std::chrono::duration<Rep, Period>{static_cast<Rep>(count)};
    }
    template <class T>
    void get_other(T& value) {
        const std::string_view rest = enter_struct();
        if (!failed_) describe(*this, value);
        leave_struct(rest);
    }
    std::string_view enter_struct();               // narrows in_ to the struct; returns what follows it
    void leave_struct(std::string_view rest) { in_ = failed_ ? std::string_view{} : rest; }
    void fail_here() {
        failed_ = true;
        in_ = {};
    }

    std::string_view in_;
    bool failed_ = false;
    std::vector<std::shared_ptr<const void>> shared_;
};

}  // namespace ms::protocol
