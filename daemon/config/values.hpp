// SPDX-License-Identifier: MIT
// One spelling of each kind of value in msd.conf. read(text, into) leaves `into` alone and gives false when the text
// is no such value; the row of the key says what would have been one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/units.hpp"

namespace msd::config {

bool read(std::string_view text, std::string& into);               // not empty
bool read(std::string_view text, std::vector<std::string>& into);  // a comma list
bool read(std::string_view text, std::uint32_t& into);
bool read(std::string_view text, bool& into);                      // YES NO TRUE FALSE UP DOWN 1 0
bool read(std::string_view text, ms::Seconds& into);               // whole seconds
bool read(std::string_view text, ms::Megabytes& into);             // MB, or with K M G T
bool read(std::string_view text, ms::TimeLimit& into);             // minutes, H:M:S, D-H…, UNLIMITED

template <class T>
bool read(std::string_view text, std::optional<T>& into) {
    T value{};
    if (!read(text, value)) return false;
    into = std::move(value);
    return true;
}

/// JobDefaults: "DefCpuPerGPU=2,DefMemPerGPU=1024".
inline constexpr std::string_view job_defaults = "a list such as DefCpuPerGPU=2,DefMemPerGPU=1024";
bool read_job_defaults(std::string_view text, std::uint32_t& cpus_per_gpu, ms::Megabytes& memory_per_gpu);

bool is_unlimited(std::string_view text);  // UNLIMITED, INFINITE

/// A whole number no less than `lowest` and no more than `highest`.
bool read_between(std::string_view text, std::uint32_t lowest, std::uint32_t highest, std::uint32_t& into);
/// A value of the kind, or UNLIMITED, which gives `unlimited`.
template <class T>
bool read_or_unlimited(std::string_view text, T unlimited, T& into) {
    if (!is_unlimited(text)) return read(text, into);
    into = unlimited;
    return true;
}

}  // namespace msd::config
