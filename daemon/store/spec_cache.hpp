// SPDX-License-Identifier: MIT
// Specs on their way between shared objects and rows: an object that many jobs share is encoded and stored once,
// and a row is decoded once into an object that many jobs share.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>

#include "daemon/store/sqlite.hpp"
#include "libms/model/job_spec.hpp"

namespace msd::store {

using SpecPtr = std::shared_ptr<const ms::JobSpec>;

/// Writing side: the row key of every spec object that has been stored and still lives.
class SpecKeys {
  public:
    static Result<SpecKeys> prepare(Database& database);
    /// The key of the row; the row is written if this object was not met before.
    Result<std::uint64_t> key_of(const SpecPtr& spec);
    void remember(const SpecPtr& spec, std::uint64_t key);
    /// After a rollback: what was written is not there.
    void forget_all() { known_.clear(); }

  private:
    struct Known {
        std::weak_ptr<const ms::JobSpec> spec;  // an address alone may have been used again
        std::uint64_t key = 0;
    };
    Statement insert_;
    std::unordered_map<const ms::JobSpec*, Known> known_;
    std::size_t sweep_at_ = 1024;
};

/// Reading side.
class SpecObjects {
  public:
    static Result<SpecObjects> prepare(Database& database);
    Result<SpecPtr> get(std::uint64_t key);
    void clear() { objects_.clear(); }

  private:
    Statement select_;
    std::unordered_map<std::uint64_t, SpecPtr> objects_;
};

}  // namespace msd::store
