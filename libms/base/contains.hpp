// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <iterator>

namespace ms {

template <class List, class Value>
constexpr bool contains(const List& list, const Value& value) {
    return std::find(std::begin(list), std::end(list), value) != std::end(list);
}

}  // namespace ms
