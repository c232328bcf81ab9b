// SPDX-License-Identifier: MIT
#include "cmds/sbatch/script.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "cmds/sbatch/options.hpp"
#include "libms/base/fd.hpp"
#include "libms/text/number.hpp"
#include "libms/text/script.hpp"

namespace ms::cmds::sbatch {
namespace {

constexpr std::size_t size_limit = 4u << 20;  // bytes of a script, as Slurm's max_script_size

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::string in_directory(const std::string& directory, std::string_view name) {
    if (name.starts_with('/')) return std::string(name);
    while (name.starts_with("./")) name.remove_prefix(2);
    return directory + "/" + std::string(name);
}

std::string find_script(const std::string& name, const std::string& directory) {
    const std::string here = in_directory(directory, name);
    if (name.find('/') != std::string::npos || access(here.c_str(), R_OK) == 0) return here;
    const char* path = std::getenv("PATH");
    for (const std::string& place : text::split_list(path ? path : "", ':')) {
        std::string there = place + "/" + name;
        if (access(there.c_str(), R_OK) == 0) return there;
    }
    return here;
}

Result<std::string> read_stream(FILE* stream) {
    std::string text;
    char buffer[65536];
    while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, stream)) {
        text.append(buffer, size);
        if (text.size() > size_limit) return fail(Errc::generic, "Job script exceeds size limit");
    }
    return text;
}

Result<Script> read_script(const std::string& name, const std::string& directory) {
    Script script;
    script.name = base_name(name);
    script.path = find_script(name, directory);
    Fd fd(open(script.path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd) return fail(Errc::generic, "Unable to open file " + name);
    // What opens but does not read, a directory, is an empty script.
    if (auto text = read_to_end(fd.get(), size_limit))
        script.text = std::move(*text);
    else if (text.error().code != Errc::system)
        return fail(Errc::generic, "Job script exceeds size limit");
    return script;
}

Result<Script> any_script(const std::optional<std::string>& wrap, const std::vector<std::string>& operands,
                          const std::string& directory, FILE* input) {
    if (wrap) {
        if (!operands.empty()) return fail(Errc::generic, "Script arguments not permitted with --wrap option");
        return Script{"#!/bin/sh\n# This script was created by sbatch --wrap.\n\n" + *wrap + "\n", "", "wrap"};
    }
    if (!operands.empty()) return read_script(operands.front(), directory);
    auto text = read_stream(input);
    if (!text) return Failure(text.error());
    return Script{std::move(*text), "", "sbatch"};
}

Result<std::vector<text::HeaderLine>> header_lines(const Script& script, std::string_view magic) {
    auto lines = text::parse_header(script.text, script.name, magic);
    if (!lines) return fail(Errc::fatal, lines.error().message);
    return lines;
}

}  // namespace

Result<Script> load_script(const std::optional<std::string>& wrap, const std::vector<std::string>& operands,
                           const std::string& directory, FILE* input) {
    auto script = any_script(wrap, operands, directory, input);
    if (script) MS_TRY(text::check_script(script->text));
    return script;
}

Result<Header> read_header(const Script& script) {
    Header header;
    auto lines = header_lines(script, "#SBATCH");
    if (!lines) return Failure(lines.error());
    const auto misspelt = header_lines(script, "#SLURM");
    if (!misspelt) return Failure(misspelt.error());
    header.slurm_magic = !misspelt->empty();
    lines->insert(lines->end(), misspelt->begin(), misspelt->end());
    std::sort(lines->begin(), lines->end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    for (const std::string_view magic : {"#PBS", "#BSUB"}) {
        const auto found = text::parse_header(script.text, script.name, magic);
        header.foreign = header.foreign || !found || !found->empty();
    }

    std::vector<std::string> words;
    for (const auto& line : *lines) words.insert(words.end(), line.words.begin(), line.words.end());
    auto parsed = options::parse(table().rows(), words, options::Order::stop_at_operand);
    if (!parsed) return Failure(parsed.error());
    header.line = std::move(*parsed);
    return header;
}

}  // namespace ms::cmds::sbatch
