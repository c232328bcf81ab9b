// SPDX-License-Identifier: MIT
#include "libms/options/command.hpp"

namespace ms {
namespace {

/// A message that ends with a newline is followed by an empty line, which some of Slurm's are.
void put_lines(FILE* to, const std::string& prefix, std::string_view message) {
    std::string out;
    while (true) {
        const std::size_t end = message.find('\n');
        if (!message.empty() || out.empty()) out += prefix;
        out += message.substr(0, end);
        out += '\n';
        if (end == std::string_view::npos) break;
        message.remove_prefix(end + 1);
    }
    std::fwrite(out.data(), 1, out.size(), to);
}

}  // namespace

void CommandContext::error(std::string_view message) const { put_lines(err, program + ": error: ", message); }
std::string CommandContext::tell_all_but_last_line(const std::string& message) const {
    const std::size_t last = message.rfind('\n');
    if (last == std::string::npos) return message;
    error(message.substr(0, last));
    return message.substr(last + 1);
}

void CommandContext::fatal(std::string_view message) const { put_lines(err, program + ": fatal: ", message); }
void CommandContext::warning(std::string_view message) const { put_lines(err, program + ": warning: ", message); }
void CommandContext::info(std::string_view message) const {
    if (!quiet) put_lines(err, program + ": ", message);
}
void CommandContext::print(std::string_view text) const { std::fwrite(text.data(), 1, text.size(), out); }

int CommandContext::usage_error(std::string_view message, int status) const {
    info(message);
    const std::string hint = "Try \"" + program + " --help\" for more information\n";
    std::fwrite(hint.data(), 1, hint.size(), err);
    return status;
}

}  // namespace ms
