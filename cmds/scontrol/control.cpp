// SPDX-License-Identifier: MIT
// The keywords that change jobs: one request for each word given, so that each word's failure is told on its own.
#include "cmds/scontrol/keywords.hpp"
#include "libms/text/number.hpp"
#include "libms/text/selector.hpp"

namespace ms::cmds::scontrol {
namespace {

using Operation = ControlRequest::Operation;

std::string for_job(std::string_view error, const std::string& job) {
    return std::string(error) + " for job " + job;
}

/// Hold and release tell the error twice, the second time in the name of the call they are made of in Slurm.
bool tells_twice(Operation operation) {
    return operation == Operation::hold || operation == Operation::user_hold || operation == Operation::release;
}

int control_word(const Call& call, Operation operation, const std::string& word) {
    auto jobs = text::parse_selectors(word);
    if (!jobs) return call.fail(for_job(error_text(Errc::invalid_job_id), word));
    const auto reply = client::ask<JobResults>(*call.context.client, ControlRequest{operation, std::move(*jobs)});
    if (!reply) return call.fail(reply.error().message);
    std::string last;
    for (const JobResult& result : reply->results) {
        if (result.code == Errc::ok) continue;
        last = error_text(result.code);
        call.fail(for_job(last, result.text));
    }
    if (last.empty()) return 0;
    return tells_twice(operation) ? call.fail("slurm_suspend error: " + last) : 1;
}

int control(const Call& call, const char* keyword, Operation operation) {
    if (call.words.empty()) return call.fail("too few arguments for keyword:" + std::string(keyword));
    int status = 0;
    for (const std::string& word : call.words) {
        if (text::starts_with_ignoring_case(word, "State=")) {
            call.context.error(word + " is not available in this version of Mini-SLURM");
            return 1;
        }
        if (control_word(call, operation, word) != 0) status = 1;
    }
    return status;
}

}  // namespace

int hold(const Call& call) { return control(call, "hold", Operation::hold); }
int user_hold(const Call& call) { return control(call, "uhold", Operation::user_hold); }
int release(const Call& call) { return control(call, "release", Operation::release); }
int requeue(const Call& call) { return control(call, "requeue", Operation::requeue); }
int requeue_hold(const Call& call) { return control(call, "requeuehold", Operation::requeue_hold); }
int suspend(const Call& call) { return control(call, "suspend", Operation::suspend); }
int resume(const Call& call) { return control(call, "resume", Operation::resume); }

}  // namespace ms::cmds::scontrol
