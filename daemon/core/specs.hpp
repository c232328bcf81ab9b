// SPDX-License-Identifier: MIT
// Equal specs are one object: ten thousand jobs of one loop share one. Counted by record, not by pointer, since
// readers on other threads hold records as long as they like.
#pragma once

#include <cstddef>
#include <memory>
#include <unordered_map>

#include "libms/model/job_spec.hpp"

namespace msd::core {

class Specs {
  public:
    using Ptr = std::shared_ptr<const ms::JobSpec>;

    /// The one object equal to `spec` (which may be it); counts one more record.
    Ptr use(Ptr spec);
    /// One record less; the last one forgets the spec.
    void release(const Ptr& spec);
    std::size_t size() const { return entries_.size(); }

  private:
    struct Entry {
        Ptr spec;
        std::size_t users = 0;
    };
    std::unordered_multimap<std::size_t, Entry> entries_;
};

}  // namespace msd::core
