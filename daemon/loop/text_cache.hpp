// SPDX-License-Identifier: MIT
// Scripts and environments of recent submissions, so that a job that starts at once needs no read from the store.
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "daemon/store/store.hpp"

namespace msd::loop {

class TextCache {
  public:
    explicit TextCache(std::size_t limit_bytes) : limit_bytes_(limit_bytes) {}

    void put(std::uint64_t key, const std::string& text);
    /// From memory, else from the store (and kept). Key 0 is the empty text.
    ms::Result<std::string> get(std::uint64_t key, store::Store& store);

  private:
    std::size_t limit_bytes_;
    std::size_t bytes_ = 0;
    std::unordered_map<std::uint64_t, std::string> texts_;
    std::deque<std::uint64_t> order_;  // oldest first
};

}  // namespace msd::loop
