// SPDX-License-Identifier: MIT
#include "cmds/shared/line_writer.hpp"

#include "libms/base/fd.hpp"

namespace ms::cmds {

std::string label_of(std::uint32_t task, std::size_t tasks) {
    const std::size_t width = std::to_string(tasks - 1).size();
    const std::string number = std::to_string(task);
    return std::string(width > number.size() ? width - number.size() : 0, '0') + number + ": ";
}

void LineWriter::put(std::string_view bytes) {
    waiting_ += bytes;
    give_lines(!way_.by_lines);
}

/// Write what is waiting: the whole lines, and the beginning of one too if `rest_too`.
void LineWriter::give_lines(bool rest_too) {
    const std::size_t end = rest_too ? waiting_.size() : waiting_.rfind('\n') + 1;
    const std::string_view ready = std::string_view(waiting_).substr(0, end);
    if (way_.also && !ready.empty()) way_.also(ready);
    if (way_.label.empty()) {
        give(ready);
    } else {
        std::string labelled;
        for (const char c : ready) {
            if (!in_line_) labelled += way_.label;
            labelled += c;
            in_line_ = c != '\n';
        }
        give(labelled);
    }
    waiting_.erase(0, end);
}

void LineWriter::give(std::string_view bytes) {
    if (!broken_ && !bytes.empty()) broken_ = !write_all(to_, bytes);
}

}  // namespace ms::cmds
