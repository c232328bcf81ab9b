// SPDX-License-Identifier: MIT
#include "daemon/loop/text_cache.hpp"

namespace msd::loop {

void TextCache::put(std::uint64_t key, const std::string& text) {
    if (text.size() > limit_bytes_ / 2 || !texts_.emplace(key, text).second) return;
    bytes_ += text.size();
    order_.push_back(key);
    while (bytes_ > limit_bytes_) {
        auto oldest = texts_.find(order_.front());
        order_.pop_front();
        bytes_ -= oldest->second.size();
        texts_.erase(oldest);
    }
}

ms::Result<std::string> TextCache::get(std::uint64_t key, store::Store& store) {
    if (key == 0) return std::string();
    if (auto at = texts_.find(key); at != texts_.end()) return at->second;
    auto text = store.text(key);
    if (text) put(key, *text);
    return text;
}

}  // namespace msd::loop
