// SPDX-License-Identifier: MIT
// What one task writes, on its way to where people look: whole lines, with its number before each where that is wanted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ms::cmds {

/// "0: ", as wide for all tasks as for the last.
std::string label_of(std::uint32_t task, std::size_t tasks);

class LineWriter {
  public:
    struct Way {
        std::string label;      // before each line: "0: "
        bool by_lines = false;  // a line is written when it is whole
        std::function<void(std::string_view)> also = nullptr;  // gets the same, without labels
    };
    /// `to` stays open elsewhere.
    LineWriter(int to, Way way) : to_(to), way_(std::move(way)) {}

    void put(std::string_view bytes);
    /// There is no more: write what is left of a line.
    void finish() { give_lines(true); }

  private:
    void give_lines(bool rest_too);
    void give(std::string_view bytes);

    int to_;
    Way way_;
    std::string waiting_;   // a line's beginning
    bool in_line_ = false;  // its label is written
    bool broken_ = false;   // nobody reads any more
};

}  // namespace ms::cmds
