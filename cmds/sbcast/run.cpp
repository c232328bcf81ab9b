// SPDX-License-Identifier: MIT
#include "cmds/sbcast/run.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cmds/sbcast/options.hpp"
#include "cmds/shared/allocation.hpp"
#include "cmds/shared/opening.hpp"
#include "libms/client/client.hpp"
#include "libms/options/submitter.hpp"
#include "libms/text/job.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sbcast {
namespace {

constexpr const char* needs_job =
    "Need a job id to run this command.  Run from within a Slurm job or use the --jobid option.";

/// The running job of that number, which is the part before a step's.
Result<JobPtr> find_job(client::Client& client, const std::string& text) {
    const auto number = text::parse_unsigned(text.substr(0, text.find('.')));
    const JobId id{number && *number <= 0xFFFFFFFF ? static_cast<std::uint32_t>(*number) : 0};
    auto reply = find_allocation(client, id);
    if (!reply) return fail(reply.error().code, "Slurm job " + std::to_string(id.value) + " lookup error: " + reply.error().message);
    return reply->job;
}

/// Where the copy comes to be: in which job's directory, on which nodes.
struct Place {
    std::string directory, nodes;
};

/// -Z: no job's, and root's alone.
tl::expected<Place, int> place_without_job(const CommandContext& context) {
    if (geteuid() == 0) return Place{options::initial_settings(context).directory, options::host_name()};
    context.error("REQUEST_FILE_BCAST(" + options::host_name() + "): " + std::string(error_text(Errc::access_denied)));
    return tl::make_unexpected(static_cast<int>(Errc::access_denied) & 0xFF);
}

tl::expected<Place, int> place_of(const CommandContext& context, const Settings& settings) {
    if (settings.no_allocation) return place_without_job(context);
    if (settings.job.empty()) {
        context.error(needs_job);
        return tl::make_unexpected(1);
    }
    const auto job = find_job(*context.client, settings.job);
    if (job) return Place{(*job)->spec->work_dir, text::shown_nodes(**job)};
    context.error(job.error().message);
    return tl::make_unexpected(255);
}

/// The status to end with where the file is none that can be copied, else 0.
int check_source(const CommandContext& context, const std::string& from) {
    const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    const bool there = source && fstat(source.get(), &info) == 0;
    if (there && !S_ISDIR(info.st_mode)) return 0;
    context.error(there ? "Can't mmap file `" + from + "`, " + std::strerror(ENODEV) + "."
                        : "Can't open `" + from + "`: " + std::strerror(errno));
    return 255;
}

void send_libraries_too(const CommandContext& context, const Settings& settings, const std::string& from, const std::string& to) {
    const Excluded excluded = parse_excluded(settings.library_exclusions);
    for (const std::string& complaint : excluded.complaints) context.error(complaint);
    const auto sent = send_libraries(from, to, excluded.directories);
    if (!sent) context.error(sent.error().message);
    else if (settings.verbose > 0) context.info("libraries are in " + *sent);
}

/// Slurm's status is the errno of what went wrong on the node.
int copy(const CommandContext& context, const Settings& settings, const std::string& from, std::string to) {
    if (to.ends_with('/')) {
        context.error("Target filename cannot be a directory.");
        return 1;
    }
    const auto place = place_of(context, settings);
    if (!place) return place.error();
    if (const int status = check_source(context, from)) return status;
    if (!to.starts_with('/')) to = place->directory + "/" + to;
    if (settings.verbose > 0) context.info("source = " + from + ", destination = " + to);
    if (const int problem = copy_file(from, to, settings.wishes)) {
        context.error("REQUEST_FILE_BCAST(" + place->nodes + "): " + std::strerror(problem));
        return problem;
    }
    if (settings.send_libraries) send_libraries_too(context, settings, from, to);
    return 0;
}

}  // namespace

int run(const CommandContext& context) {
    const Opening<Settings> opening{doc(), option_table(), "source destination"};
    const auto opened = opening.open(context);
    if (!opened) return opened.error();
    const Settings& settings = opened->settings;
    const auto& operands = opened->operands;
    if (operands.size() != 2) {
        std::fprintf(context.err, "Need two file names, have %zu names\nTry \"sbcast --help\" for more information\n",
                     operands.size());
        return 1;
    }
    if (settings.bad_size) std::fputs("size specification is invalid, ignored\n", context.err);
    for (const std::string& complaint : settings.complaints) context.error(complaint);
    return copy(context, settings, operands[0], operands[1]);
}

}  // namespace ms::cmds::sbcast
