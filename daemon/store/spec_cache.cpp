// SPDX-License-Identifier: MIT
#include "daemon/store/spec_cache.hpp"

#include "daemon/store/digest.hpp"
#include "libms/protocol/frame.hpp"

namespace msd::store {

Result<SpecKeys> SpecKeys::prepare(Database& database) {
    auto insert = database.prepare("INSERT INTO spec (spec_key, record) VALUES (?, ?) ON CONFLICT DO NOTHING");
    if (!insert) return ms::Failure(insert.error());
    SpecKeys keys;
    keys.insert_ = std::move(*insert);
    return keys;
}

Result<std::uint64_t> SpecKeys::key_of(const SpecPtr& spec) {
    const auto at = known_.find(spec.get());
    if (at != known_.end() && !at->second.spec.expired()) return at->second.key;
    const std::string record = ms::protocol::encode_record(*spec);
    const std::uint64_t key = digest(record);
    MS_TRY(insert_.run(key, std::string_view(record)));
    remember(spec, key);
    return key;
}

void SpecKeys::remember(const SpecPtr& spec, std::uint64_t key) {
    known_.insert_or_assign(spec.get(), Known{spec, key});
    if (known_.size() < sweep_at_) return;
    std::erase_if(known_, [](const auto& entry) { return entry.second.spec.expired(); });
    sweep_at_ = 1024 + 2 * known_.size();
}

Result<SpecObjects> SpecObjects::prepare(Database& database) {
    auto select = database.prepare("SELECT record FROM spec WHERE spec_key = ?");
    if (!select) return ms::Failure(select.error());
    SpecObjects objects;
    objects.select_ = std::move(*select);
    return objects;
}

Result<SpecPtr> SpecObjects::get(std::uint64_t key) {
    if (const auto at = objects_.find(key); at != objects_.end()) return at->second;
    auto found = select_.bind(key).step();
    if (!found) return ms::Failure(found.error());
    if (!*found) return ms::fail(ms::Errc::store, "a job's specification is missing from the database");
    auto spec = ms::protocol::decode_spec(select_.bytes(0));
    select_.reset();
    if (!spec) return ms::context("a stored specification", spec.error());
    return objects_[key] = std::make_shared<const ms::JobSpec>(std::move(*spec));
}

}  // namespace msd::store
