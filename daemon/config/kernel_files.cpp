// SPDX-License-Identifier: MIT
#include "daemon/config/kernel_files.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <memory>

#include "libms/base/contains.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::text::parse_unsigned;
using ms::text::split_list;
using ms::text::trim;

namespace {

constexpr std::size_t max_bytes = 4u << 20;
constexpr std::uint32_t max_cpus = 65'536;

/// Relative to the root: openat() takes an absolute path as it is.
const char* relative(const std::string& path) {
    const auto first = path.find_first_not_of('/');
    return first == std::string::npos ? "." : path.c_str() + first;
}

std::string_view first_word(std::string_view text) {
    text = trim(text);
    return text.substr(0, text.find_first_of(" \t\n"));
}

/// What follows `name` at the beginning of a line, blanks taken off.
std::string_view field(std::string_view text, std::string_view name) {
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (line.substr(0, name.size()) == name) return trim(line.substr(name.size()));
        at = end + 1;
    }
    return {};
}

ms::Megabytes kilobytes_field(std::string_view text, std::string_view name) {
    return ms::Megabytes{parse_unsigned(first_word(field(text, name))).value_or(0) / 1024};
}

/// mountinfo writes blanks, tabs, newlines and backslashes as \ooo.
std::string unescaped(std::string_view text) {
    const auto octal = [](char c) { return c >= '0' && c <= '7'; };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 3 < text.size() && octal(text[i + 1]) && octal(text[i + 2]) && octal(text[i + 3])) {
            out += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
            i += 3;
        } else {
            out += text[i];
        }
    }
    return out;
}

bool is_numeric(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), [](unsigned char c) { return std::isdigit(c); });
}

}  // namespace

KernelFiles::KernelFiles(const std::string& root) : root_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {}

std::optional<std::string> KernelFiles::read(const std::string& path) const {
    const ms::Fd fd(::openat(root_.get(), relative(path), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (!fd) return std::nullopt;
    auto text = ms::read_to_end(fd.get(), max_bytes);
    if (!text) return std::nullopt;
    return std::move(*text);
}

std::vector<std::string> KernelFiles::list(const std::string& path) const {
    std::vector<std::string> names;
    ms::Fd fd(::openat(root_.get(), relative(path), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) return names;
    const std::unique_ptr<DIR, int (*)(DIR*)> directory(::fdopendir(fd.get()), ::closedir);
    if (!directory) return names;
    fd.release();  // closedir() closes it
    while (const dirent* entry = ::readdir(directory.get())) {
        const std::string_view name = entry->d_name;
        if (name != "." && name != "..") names.emplace_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

bool KernelFiles::writable(const std::string& path) const {
    return ::faccessat(root_.get(), relative(path), W_OK, AT_EACCESS) == 0;
}

std::vector<std::uint32_t> parse_cpu_list(std::string_view text) {
    std::vector<std::uint32_t> cpus;
    for (const std::string& part : split_list(trim(text))) {
        const auto dash = part.find('-');
        const auto first = parse_unsigned(std::string_view(part).substr(0, dash));
        const auto last = dash == std::string::npos ? first : parse_unsigned(std::string_view(part).substr(dash + 1));
        if (!first || !last || *last >= max_cpus) return {};
        for (std::uint64_t cpu = *first; cpu <= *last; ++cpu) cpus.push_back(static_cast<std::uint32_t>(cpu));
    }
    return cpus;
}

MemoryInfo parse_meminfo(std::string_view text) {
    return {kilobytes_field(text, "MemTotal:"), kilobytes_field(text, "MemFree:")};
}

std::uint32_t parse_loadavg(std::string_view text) {
    const std::string_view load = first_word(text);
    const auto dot = load.find('.');
    if (dot == std::string_view::npos || load.size() < dot + 3) return 0;
    const auto whole = parse_unsigned(load.substr(0, dot));
    const auto hundredths = parse_unsigned(load.substr(dot + 1, 2));
    if (!whole || !hundredths) return 0;
    return static_cast<std::uint32_t>(*whole * 100 + *hundredths);
}

ms::Time parse_boot_time(std::string_view text) {
    const auto seconds = parse_unsigned(first_word(field(text, "btime ")));
    return seconds ? ms::from_epoch_seconds(static_cast<std::int64_t>(*seconds)) : ms::Time{};
}

std::optional<std::string> parse_own_cgroup(std::string_view text, std::string_view controller) {
    for (const std::string& line : split_list(text, '\n')) {
        const auto first = line.find(':');
        const auto second = first == std::string::npos ? first : line.find(':', first + 1);
        if (second == std::string::npos) continue;
        const auto controllers = split_list(std::string_view(line).substr(first + 1, second - first - 1));
        const bool wanted = controller.empty()
                                ? line.compare(0, 3, "0::") == 0
                                : ms::contains(controllers, controller);
        if (wanted) return line.substr(second + 1);
    }
    return std::nullopt;
}

std::vector<Mount> parse_mountinfo(std::string_view text) {
    std::vector<Mount> mounts;
    for (const std::string& line : split_list(text, '\n')) {
        // id parent major:minor ROOT POINT options [optional fields…] - TYPE source OPTIONS
        const auto words = split_list(line, ' ');
        const auto dash = std::find(words.begin(), words.end(), "-");
        if (words.size() < 6 || words.end() - dash < 4) continue;
        mounts.push_back({unescaped(words[3]), unescaped(words[4]), dash[1], dash[3]});
    }
    return mounts;
}

std::optional<ms::Megabytes> parse_memory_limit(std::string_view text) {
    constexpr std::uint64_t beyond_any_machine = 1ull << 60;  // v1 writes "no limit" as a number about 2^63
    const auto bytes = parse_unsigned(trim(text));
    if (!bytes || *bytes >= beyond_any_machine) return std::nullopt;
    return ms::Megabytes{*bytes >> 20};
}

std::optional<NvidiaInfo> parse_nvidia_information(std::string_view text) {
    const auto minor = parse_unsigned(first_word(field(text, "Device Minor:")));
    if (!minor) return std::nullopt;
    const std::string_view model = field(text, "Model:");
    return NvidiaInfo{short_gpu_type(model), static_cast<std::uint32_t>(*minor), std::string(model)};
}

std::string short_gpu_type(std::string_view model) {
    constexpr std::string_view makes[] = {"nvidia", "tesla", "geforce", "quadro", "amd", "radeon", "instinct"};
    std::string lower;
    for (unsigned char c : model) lower += std::isalnum(c) ? static_cast<char>(std::tolower(c)) : c == '-' ? '-' : ' ';
    std::string type;
    for (const std::string& word : split_list(lower, ' ')) {
        if (std::find(std::begin(makes), std::end(makes), word) != std::end(makes)) continue;
        const std::string head = word.substr(0, word.find('-'));  // a100 of a100-sxm4-40gb
        type += type.empty() ? head : "_" + head;
        if (std::any_of(head.begin(), head.end(), [](unsigned char c) { return std::isdigit(c); })) break;
    }
    if (is_numeric(type)) type.insert(0, "gpu");  // a type that is a number would read as a count
    return type;
}

}  // namespace msd::config
