// SPDX-License-Identifier: MIT
#include "cmds/sbcast/run.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>

#include "cmds/allocation.hpp"
#include "cmds/opening.hpp"
#include "cmds/sbcast/options.hpp"
#include "libms/client/client.hpp"
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

int copy(const CommandContext& context, const Settings& settings, const std::string& from, std::string to) {
    if (settings.job.empty()) {
        context.error(needs_job);
        return 1;
    }
    if (const Fd source(::open(from.c_str(), O_RDONLY | O_CLOEXEC)); !source) {
        context.error("Can't open `" + from + "`: " + std::strerror(errno));
        return 1;
    }
    const auto job = find_job(*context.client, settings.job);
    if (!job) {
        context.error(job.error().message);
        return 255;
    }
    if (!to.starts_with('/')) to = (*job)->spec->work_dir + "/" + to;
    if (settings.verbose > 0) context.info("source = " + from + ", destination = " + to);
    const auto copied = copy_file(from, to, settings.wishes);
    if (!copied) context.error("REQUEST_FILE_BCAST(" + text::shown_nodes(**job) + "): " + copied.error().message);
    return copied ? 0 : 1;
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
    return copy(context, settings, operands[0], operands[1]);
}

}  // namespace ms::cmds::sbcast
