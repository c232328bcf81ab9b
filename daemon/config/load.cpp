// SPDX-License-Identifier: MIT
#include "daemon/config/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "daemon/config/resolve.hpp"
#include "daemon/config/values.hpp"
#include "libms/base/contains.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::config {

using ms::Errc;
using ms::fail;
using ms::Failure;
using ms::Result;
using ms::equal_ignoring_case;

namespace {

/// Lines that are about nothing here, whatever else stands on them.
constexpr std::string_view inert_lines[] = {"BlockName", "DownNodes", "FrontendName", "NodeSet", "SwitchName"};

bool has_key(const ConfLine& line, std::string_view key) {
    return std::any_of(line.pairs.begin(), line.pairs.end(),
                       [&](const Pair& pair) { return equal_ignoring_case(pair.key, key); });
}

class Reader {
  public:
    Reader(Lines& lines, Loaded& loaded) : lines_(lines), loaded_(loaded) {}

    Result<void> read(const std::vector<ConfLine>& file, bool is_gres_conf) {
        for (const ConfLine& line : file) MS_TRY(read_line(line, is_gres_conf));
        return {};
    }
    void finish() { note_ignored(lines_.site); }

  private:
    Result<void> read_line(const ConfLine& line, bool is_gres_conf) {
        const std::string& first = line.pairs.front().key;
        const auto is_first = [&](std::string_view key) { return equal_ignoring_case(first, key); };
        if (std::any_of(std::begin(inert_lines), std::end(inert_lines), is_first)) {
            note_inert(first);
            return {};
        }
        const bool is_gres = is_gres_conf || is_first("Name") || is_first("AutoDetect") ||
                             (is_first("NodeName") && (has_key(line, "Name") || has_key(line, "AutoDetect")));
        if (is_gres) return read_gres(line);
        if (is_first("NodeName")) return read_with_default(line, node_keys(), node_default_, lines_.nodes);
        if (is_first("PartitionName"))
            return read_with_default(line, partition_keys(), partition_default_, lines_.partitions);
        return apply_all(line, site_keys(), lines_.site);
    }

    Result<void> read_gres(const ConfLine& line) {
        GresLine gres;
        gres.place = line.place;
        MS_TRY(apply_all(line, gres_keys(), gres));
        note_ignored(gres);
        lines_.gres.push_back(std::move(gres));
        return {};
    }

    /// A line named DEFAULT changes what the lines below it begin with.
    template <class Line>
    Result<void> read_with_default(const ConfLine& line, std::span<const Key<Line>> keys, Line& defaults,
                                   std::vector<Line>& into) {
        Line filled = defaults;
        filled.place = line.place;
        MS_TRY(apply_all(line, keys, filled));
        note_ignored(filled);
        filled.ignored.clear();
        if (equal_ignoring_case(line.pairs.front().value, "DEFAULT")) defaults = std::move(filled);
        else into.push_back(std::move(filled));
        return {};
    }

    template <class Line>
    Result<void> apply_all(const ConfLine& line, std::span<const Key<Line>> keys, Line& into) {
        for (const Pair& pair : line.pairs) {
            const auto key = std::find_if(keys.begin(), keys.end(),
                                          [&](const auto& each) { return equal_ignoring_case(each.name, pair.key); });
            if (key == keys.end()) {
                note_unused(line.place, section_of(into), pair.key);
            } else if (pair.value.empty() || !key->apply(into, pair.value)) {
                return fail(Errc::generic, line.place.text() + ": " + std::string(key->name) + "=" + pair.value +
                                               ": must be " + std::string(key->allowed));
            }
        }
        return {};
    }

    static Section section_of(const Site&) { return Section::site; }
    static Section section_of(const NodeLine&) { return Section::node; }
    static Section section_of(const PartitionLine&) { return Section::partition; }
    static Section section_of(const GresLine&) { return Section::gres; }

    void note_unused(const Place& place, Section section, const std::string& key) {
        if (find_inert(section, key)) note_inert(key);
        else loaded_.warnings.push_back(place.text() + ": unknown key " + key + " is ignored");
    }
    void note_inert(const std::string& what) {
        auto& inert = loaded_.inert;
        if (!ms::contains(inert, what)) inert.push_back(what);
    }
    void note_ignored(const Filled& filled) {
        for (const std::string& word : filled.ignored) note_inert(word);
    }

    Lines& lines_;
    Loaded& loaded_;
    NodeLine node_default_;
    PartitionLine partition_default_;
};

Result<void> read_files(const std::string& path, Reader& reader) {
    const auto file = read_conf(path);
    if (!file) return Failure(file.error());
    MS_TRY(reader.read(*file, false));
    const auto slash = path.rfind('/');
    const std::string gres = (slash == std::string::npos ? "" : path.substr(0, slash + 1)) + "gres.conf";
    if (::access(gres.c_str(), F_OK) != 0) return {};
    const auto gres_file = read_conf(gres);
    if (!gres_file) return Failure(gres_file.error());
    return reader.read(*gres_file, true);
}

std::string user_config() {
    const char* dir = std::getenv("XDG_CONFIG_HOME");
    if (dir && dir[0] == '/') return std::string(dir) + "/msd/msd.conf";
    const char* home = std::getenv("HOME");
    return home ? std::string(home) + "/.config/msd/msd.conf" : std::string();
}

/// MaxArraySize where nobody has chosen one: Slurm's own ceiling, as an array costs no more for being wide.
constexpr std::uint32_t widest_array = 4'000'001;

}  // namespace

Result<Loaded> load(const std::optional<std::string>& path, const Detected& detected, std::uint32_t virtual_nodes) {
    Loaded loaded;
    Lines lines;
    if (path) {
        Reader reader(lines, loaded);
        MS_TRY(read_files(*path, reader));
        reader.finish();
    }
    if (virtual_nodes) lines.site.virtual_nodes = virtual_nodes;
    if (!path) lines.site.cluster.max_array_size = widest_array;
    MS_TRY(add_detected_nodes(lines, detected));
    const auto by_default = path ? core::SitePolicy::strict : core::SitePolicy::lenient;
    lines.site.cluster.policy = lines.site.policy.value_or(by_default);
    MS_TRY(resolve(lines, detected, loaded));
    return loaded;
}

Result<std::uint32_t> virtual_nodes_asked() {
    const char* given = std::getenv("MSD_NODES");
    std::uint32_t count = 0;
    if (!given || !*given || read_between(given, 1, most_virtual_nodes, count)) return count;
    return fail(Errc::generic, std::string("MSD_NODES=") + given + ": must be a number from 1 to " +
                                   std::to_string(most_virtual_nodes));
}

std::optional<std::string> find_config(bool system_mode) {
    if (const char* given = std::getenv("MSD_CONF")) return *given ? std::optional<std::string>(given) : std::nullopt;
    const std::string path = system_mode ? "/etc/msd/msd.conf" : user_config();
    if (path.empty() || ::access(path.c_str(), F_OK) != 0) return std::nullopt;
    return path;
}

}  // namespace msd::config
