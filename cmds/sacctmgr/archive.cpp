// SPDX-License-Identifier: MIT
// sacctmgr archive dump and load: what is old goes to a file, and back.
#include <unistd.h>

#include "cmds/sacctmgr/call.hpp"
#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::sacctmgr {
namespace {

/// The daemon's folder is another one.
std::string absolute(const std::string& path) {
    if (path.empty() || path.front() == '/') return path;
    char folder[4096];
    return ::getcwd(folder, sizeof folder) ? std::string(folder) + "/" + path : path;
}

bool is_meant(std::string_view word, std::string_view name, std::size_t least) {
    return word.size() >= least && starts_with_ignoring_case(name, word);
}

/// A word is KEY=VALUE, a kind of records to archive, or for load the file alone.
Result<ArchiveRequest> read_request(const std::vector<std::string>& words, bool load) {
    ArchiveRequest request;
    request.load = load;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        if (equals == std::string::npos) {
            if (load) request.path = word;
            else request.keys.push_back({key, AccountSetting::How::set, "yes"});
        } else if (load ? is_meant(key, "File", 1) : is_meant(key, "Directory", 1)) {
            request.path = word.substr(equals + 1);
        } else if (load) {
            return fail(Errc::usage, " Unknown condition: " + word);
        } else {
            request.keys.push_back({key, AccountSetting::How::set, word.substr(equals + 1)});
        }
    }
    request.path = absolute(request.path);
    if (load && request.path.empty()) return fail(Errc::usage, " No filename given, specify one with file=''");
    return request;
}

}  // namespace

int archive(const Call& call) {
    const std::string_view what = call.words.empty() ? std::string_view{} : std::string_view(call.words.front());
    const bool load = is_meant(what, "load", 1);
    if (!load && !is_meant(what, "dump", 1)) return call.fail("No valid entity in archive command\nInput line must include, \"Dump\", or \"load\".");
    const auto request = read_request({call.words.begin() + 1, call.words.end()}, load);
    if (!request) return call.fail(request.error());
    if (!confirmed(call)) return 0;
    const auto reply = client::ask<ArchiveReply>(*call.context.client, *request);
    if (!reply) return call.fail(reply.error());
    for (const std::string& line : reply->lines) call.tell(line + "\n");
    return 0;
}

}  // namespace ms::cmds::sacctmgr
