// SPDX-License-Identifier: MIT
#include "libms/text/script.hpp"

#include <algorithm>

#include "libms/text/number.hpp"
#include "libms/text/words.hpp"

namespace ms::text {

Result<void> check_script(std::string_view script) {
    if (script.empty()) return fail(Errc::generic, "Batch script is empty!");
    // As Slurm, which looks at a C string here: what follows a NUL does not count as content.
    if (trim(script.substr(0, script.find('\0'))).empty())
        return fail(Errc::generic, "Batch script contains only whitespace!");
    if (script.substr(0, 2) != "#!")
        return fail(Errc::generic,
                    "This does not look like a batch script.  The first\n"
                    "line must start with #! followed by the path to an interpreter.\n"
                    "For instance: #!/bin/sh");
    if (script.find('\0') != std::string_view::npos)
        return fail(Errc::generic,
                    "The Slurm controller does not allow scripts that\n"
                    "contain a NULL character '\\0'.");
    if (script.find("\r\n") != std::string_view::npos)
        return fail(Errc::generic,
                    "Batch script contains DOS line breaks (\\r\\n)\n"
                    "instead of expected UNIX line breaks (\\n).");
    return {};
}

Result<std::vector<HeaderLine>> parse_header(std::string_view script, std::string_view script_name,
                                             std::string_view magic) {
    std::vector<HeaderLine> header;
    for (int number = 1; !script.empty(); ++number) {
        const std::size_t end = std::min(script.find('\n'), script.size());
        const std::string_view line = script.substr(0, end);
        script.remove_prefix(std::min(end + 1, script.size()));

        const std::string_view content = trim(line);
        if (!content.empty() && content.front() != '#') break;
        if (line.substr(0, magic.size()) != magic) continue;

        auto words = split_words(line.substr(magic.size()));
        if (!words) return context(std::string(script_name) + ": line " + std::to_string(number), words.error());
        if (!words->empty()) header.push_back({number, std::move(*words)});
    }
    return header;
}

}  // namespace ms::text
