// SPDX-License-Identifier: MIT
#include "cmds/sbcast/options.hpp"

#include <algorithm>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sbcast {
namespace {

using options::Arg;
using options::Status;

constexpr Arg none = Arg::none, required = Arg::required, optional = Arg::optional;
constexpr Status works = Status::works, no_effect = Status::no_effect;

template <bool Settings::*Member>
Result<void> flag(Settings& s, std::string_view) {
    s.*Member = true;
    return {};
}
template <bool CopyWishes::*Member>
Result<void> wish(Settings& s, std::string_view) {
    s.wishes.*Member = true;
    return {};
}
Result<void> compress(Settings& s, std::string_view value) {
    if (auto complaint = unknown_compression(value)) s.complaints.push_back(std::move(*complaint));
    return {};
}
Result<void> exclude(Settings& s, std::string_view value) {
    s.library_exclusions = value;
    return {};
}
Result<void> send_libs(Settings& s, std::string_view value) {
    s.send_libraries = value.empty() || equal_ignoring_case(value, "yes");
    if (!s.send_libraries && !equal_ignoring_case(value, "no"))
        s.complaints.push_back("Ignoring unrecognized --send-libs value '" + std::string(value) + "'");
    return {};
}
Result<void> size(Settings& s, std::string_view value) {
    const std::size_t digits = value.find_first_not_of("0123456789");
    const std::string_view unit = value.substr(std::min(digits, value.size()));
    const bool known = unit.empty() || equal_ignoring_case(unit, "k") || equal_ignoring_case(unit, "m");
    s.bad_size = digits == 0 || value.empty() || !known;
    return {};
}
Result<void> job(Settings& s, std::string_view value) {
    s.job = value;
    return {};
}
Result<void> verbose(Settings& s, std::string_view) {
    ++s.verbose;
    return {};
}

constexpr options::Option<Settings> table[] = {
    {{"compress", 'C', optional, "library", "compress on the way", "SBCAST_COMPRESS", "lz4 none", no_effect}, compress},
    {{"exclude", 0, required, "paths", "directories whose libraries are not sent; NONE", "SBCAST_EXCLUDE", "dir"}, exclude},
    {{"fanout", 'F', required, "count", "width of the message tree", "SBCAST_FANOUT", "", no_effect}},
    {{"force", 'f', none, "", "replace a file that is there", "SBCAST_FORCE"}, wish<&CopyWishes::replace>},
    {{"help", 0, none, "", "show this text", "", "", works, false}, flag<&Settings::help>},
    {{"jobid", 'j', required, "job[.step]", "the job", "SLURM_JOB_ID", "job"}, job},
    {{"no-allocation", 'Z', optional, "nodes", "copy without a job (root only)"}, flag<&Settings::no_allocation>},
    {{"nodelist", 'w', required, "nodes", "some of the nodes; all are this machine", "", "", no_effect}},
    {{"preserve", 'p', none, "", "keep times and modes", "SBCAST_PRESERVE"}, wish<&CopyWishes::preserve>},
    {{"send-libs", 0, optional, "yes|no", "send the program's libraries, too", "SBCAST_SEND_LIBS", "yes no"}, send_libs},
    {{"size", 's', required, "bytes", "size of the pieces", "SBCAST_SIZE", "", no_effect}, size},
    {{"timeout", 't', required, "seconds", "patience with the nodes", "SBCAST_TIMEOUT", "", no_effect}},
    {{"treewidth", 0, required, "count", "width of the message tree", "SBCAST_TREE_WIDTH", "", no_effect}},
    {{"usage", 0, none, "", "show a short summary", "", "", works, false}, flag<&Settings::usage>},
    {{"verbose", 'v', none, "", "tell more", "", "", works, false}, verbose},
    {{"version", 'V', none, "", "show the version", "", "", works, false}, flag<&Settings::version>},
};

}  // namespace

std::span<const options::Option<Settings>> option_table() { return table; }

}  // namespace ms::cmds::sbcast
