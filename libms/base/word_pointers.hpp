// SPDX-License-Identifier: MIT
// Words as exec(3) and posix_spawn(3) want them.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace ms {

/// A pointer to each, and the null pointer at the end. Good as long as the words are; nobody writes through them.
inline std::vector<char*> word_pointers(std::span<const std::string> words) {
    std::vector<char*> all;
    all.reserve(words.size() + 1);
    for (const auto& word : words) all.push_back(const_cast<char*>(word.c_str()));
    all.push_back(nullptr);
    return all;
}

}  // namespace ms
