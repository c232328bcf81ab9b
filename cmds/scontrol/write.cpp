// SPDX-License-Identifier: MIT
// scontrol write batch_script JOB [FILE|-]
#include <fcntl.h>

#include "cmds/scontrol/keywords.hpp"
#include "libms/base/fd.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

constexpr mode_t script_mode = 0700;  // a script is its owner's to read and to run

int write_script(const Call& call, const std::string& path, const std::string& script) {
    const Fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, script_mode));
    if (!file) return call.fail(fail_errno(path).value().message);
    const auto written = write_all(file.get(), script);
    return written ? 0 : call.fail(path + ": " + written.error().message);
}

/// As Slurm, ends with 0 when the job has no script to give.
int write_batch_script(const Call& call) {
    if (call.words.size() < 2) return 0;  // as in Slurm, no word of it
    const auto job = text::parse_selector(call.words[1]);
    const auto reply = job ? client::ask<JobTextReply>(*call.context.client, JobTextQuery{job->job})
                           : Result<JobTextReply>(Failure(job.error()));
    if (!reply) {
        call.fail("job script retrieval failed: " + reply.error().message);
        return 0;
    }
    const std::string id = std::to_string(job->job.value);
    const std::string path = call.words.size() > 2 ? call.words[2] : "slurm-" + id + ".sh";
    if (path == "-") {
        call.context.print(reply->text);
        return 0;
    }
    if (write_script(call, path, reply->text) != 0) return 1;
    call.context.print("batch script for job " + id + " written to " + path + "\n");
    return 0;
}

constexpr Word writable[] = {{"batch_script", 5, write_batch_script}, {"config", 5, write_config}};

}  // namespace

int write(const Call& call) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:write");
    const Word* word = find_word(writable, call.words.front());
    if (!word) return call.fail("invalid write argument:" + call.words.front());
    return act(*word, call, "write " + std::string(word->name));
}

}  // namespace ms::cmds::scontrol
