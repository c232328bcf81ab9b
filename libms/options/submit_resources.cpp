// SPDX-License-Identifier: MIT
// Submit options that say how much and where: nodes, tasks, geometry, placement.
#include "libms/base/fd.hpp"
#include "libms/base/letters.hpp"
#include "libms/options/submit_setters.hpp"
#include "libms/text/array.hpp"

namespace ms::options::submit {

Failure invalid(std::string_view name) {
    return fail(Errc::bad_value, "Invalid --" + std::string(name) + " specification");
}

Result<void> keep_empty_name(SubmitSettings& s, std::string_view option, bool empty) {
    std::erase_if(s.spec.kept_options, [&](const auto& kept) { return kept.first == option; });
    if (empty) s.spec.kept_options.emplace_back(option, "");
    return {};
}

Failure invalid_number(std::string_view value, std::string_view name) {
    return fail(Errc::generic, "Invalid numeric value \"" + std::string(value) + "\" for --" + std::string(name) + ".");
}

bool one_of(std::string_view value, std::string_view words) {
    for (const std::string& word : text::split_list(words, ' '))
        if (equal_ignoring_case(value, word)) return true;
    return false;
}

namespace {

Result<std::uint32_t> node_count(std::string_view value) {
    const auto number = text::parse_count_suffixed(value);
    if (!number) return fail(Errc::bad_value, std::string("\"").append(value) + "\" is not a valid node count");
    return *number;
}

/// Names in a file: separated by blanks, commas outside brackets or line ends; # begins a comment.
Result<std::string> names_in_file(const SubmitSettings& s, std::string_view path, std::string_view option) {
    const std::string full = path.starts_with('/') ? std::string(path) : s.directory + "/" + std::string(path);
    const auto content = read_file(full, 1u << 20);
    if (!content) return fail(Errc::bad_value, "Invalid --" + std::string(option) + " specification: " + content.error().message);
    std::vector<std::string> names;
    for (const std::string& line : text::split_list(*content, '\n')) {
        std::string words = line.substr(0, line.find('#'));
        std::replace_if(words.begin(), words.end(), [](char c) { return c == '\t' || c == '\r'; }, ' ');
        for (std::string& word : text::split_list(words, ' ')) names.push_back(std::move(word));
    }
    return text::join(names);
}

/// A host list, or a file of one when there is a '/' in it.
Result<void> hosts(SubmitSettings& s, std::string_view value, std::string_view option, std::string& to) {
    if (value.find('/') == std::string_view::npos) {
        to = value;
        return {};
    }
    auto names = names_in_file(s, value, option);
    if (!names) return Failure(names.error());
    to = std::move(*names);
    return {};
}

/// "1,5,9" or "4-16:4": a job may have any of these numbers of nodes. What the list is kept as says them all.
Result<void> node_counts(SubmitSettings& s, std::string_view value) {
    const Failure refusal = fail(Errc::bad_value, std::string("\"").append(value) + "\" is not a valid node count");
    const auto counts = text::parse_array(value, text::most_nodes + 1);
    if (!counts || counts->max_running || *counts->tasks.lowest() == 0) return refusal;
    s.spec.min_nodes = *counts->tasks.lowest();
    s.spec.max_nodes = *counts->tasks.highest();
    s.spec.kept_options.emplace_back(text::allowed_node_counts, value);
    return {};
}

}  // namespace

Result<void> nodes(SubmitSettings& s, std::string_view value) {
    std::erase_if(s.spec.kept_options, [](const auto& kept) { return kept.first == text::allowed_node_counts; });
    if (value.find_first_of(",:") != std::string_view::npos) return node_counts(s, value);
    const std::size_t dash = value.find('-', 1);
    const auto least = node_count(value.substr(0, dash));
    if (!least) return Failure(least.error());
    auto most = least;
    if (dash != std::string_view::npos) {
        if (dash + 1 == value.size())
            return fail(Errc::bad_value, "Maximum node count -1 is less than minimum node count " + std::to_string(*least));
        most = node_count(value.substr(dash + 1));
        if (!most) return Failure(most.error());
    }
    if (*most < *least)
        return fail(Errc::bad_value, "Maximum node count " + std::to_string(*most) + " is less than minimum node count " +
                                     std::to_string(*least));
    s.spec.min_nodes = *least;
    s.spec.max_nodes = *most;
    return keep_empty_name(s, "nodes", *most == 0);  // which is not the same as none asked for
}

Result<void> node_list(SubmitSettings& s, std::string_view value) {
    return hosts(s, value, "nodelist", s.spec.node_list);
}

Result<void> exclude(SubmitSettings& s, std::string_view value) { return hosts(s, value, "exclude", s.spec.exclude); }

Result<void> node_file(SubmitSettings& s, std::string_view value) {
    auto names = names_in_file(s, value, "nodefile");
    if (!names) return Failure(names.error());
    s.spec.node_list = std::move(*names);
    return {};
}

Result<void> extra_node_info(SubmitSettings& s, std::string_view value) {
    std::uint32_t* const parts[] = {&s.spec.sockets_per_node, &s.spec.cores_per_socket, &s.spec.threads_per_core};
    constexpr std::string_view ordinals[] = {"first", "second", "third"};
    const std::vector<std::string> words = text::split_list(value, ':');
    for (std::size_t i = 0; i < std::min(words.size(), std::size(parts)); ++i) {  // Slurm ignores what comes behind
        if (words[i] == "*") continue;
        const auto number = text::parse_unsigned(words[i]);
        if (!number || *number == 0 || *number > 0xFFFF)
            return fail(Errc::generic, "Invalid numeric value \"" + words[i] + "\" for " + std::string(ordinals[i]) +
                                           " arg of -B.");
        *parts[i] = static_cast<std::uint32_t>(*number);
    }
    s.geometry_given = true;
    return {};
}

Result<void> exclusive(SubmitSettings& s, std::string_view value) {
    struct Word {
        std::string_view text;
        Exclusive meaning;
    };
    constexpr Word words[] = {
        {"", Exclusive::node},     {"exclusive", Exclusive::node}, {"allocation", Exclusive::node},
        {"user", Exclusive::user}, {"mcs", Exclusive::mcs},        {"topo", Exclusive::topo},
    };
    if (equal_ignoring_case(value, "oversubscribe")) return oversubscribe(s, {});
    for (const Word& word : words) {
        if (!equal_ignoring_case(value, word.text)) continue;
        s.spec.exclusive = word.meaning;
        s.spec.oversubscribe = false;
        return {};
    }
    return invalid("exclusive");
}

Result<void> oversubscribe(SubmitSettings& s, std::string_view) {
    s.spec.oversubscribe = true;
    s.spec.exclusive = Exclusive::no;
    return {};
}

Result<void> distribution(SubmitSettings& s, std::string_view value) {
    // node[:socket[:core]][,Pack|NoPack]; plane=SIZE at the first place only, Pack alone is enough
    const auto known = [](std::string_view word, bool first) {
        if (first && word.starts_with("plane=")) return text::parse_unsigned(word.substr(6)).value_or(0) > 0;
        return word == "*" || one_of(word, first ? "block cyclic arbitrary" : "block cyclic fcyclic");
    };
    if (equal_ignoring_case(value.substr(0, value.find_first_of("=,:")), "plane") &&
        text::parse_unsigned(value.substr(std::min(value.size(), std::size_t{6}))).value_or(0) == 0)
        return fail(Errc::bad_value, "Invalid plane size or size not specified\nInvalid --distribution specification");
    const std::size_t comma = value.find(',');
    const std::string_view layout = value.substr(0, comma);
    const bool pack_only = one_of(layout, "pack nopack");
    if (comma != std::string_view::npos && (pack_only || !one_of(value.substr(comma + 1), "pack nopack")))
        return invalid("distribution");
    const std::vector<std::string> levels = text::split_list(layout, ':');
    if (levels.empty() || levels.size() > 3) return invalid("distribution");
    for (std::size_t i = 0; !pack_only && i < levels.size(); ++i)
        if (!known(levels[i], i == 0)) return invalid("distribution");
    s.spec.distribution = value;
    return {};
}

Result<void> hint(SubmitSettings& s, std::string_view value) {
    if (value == "help") {
        s.list_hints = true;
        return {};
    }
    if (!one_of(value, "compute_bound memory_bound multithread nomultithread"))
        return fail(Errc::generic, "unrecognized --hint argument \"" + std::string(value) + "\", see --hint=help");
    s.spec.hint = value;
    return {};
}

}  // namespace ms::options::submit
