// SPDX-License-Identifier: MIT
// What is sent when a job's submitter wished to be told of something: by whom it is sent, and what it says. Pure.
//
// There are three ways, and each is a program with the text on its standard input: the mail program of the system, as
// Slurm calls it; curl for a mail server; curl for an address that is a web hook (http:// or https://), which gets the
// facts as JSON. So nothing of this is done inside of msd.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "daemon/config/settings.hpp"
#include "daemon/core/events.hpp"
#include "daemon/exec/environment.hpp"

namespace msd::notify {

using namespace ms;

/// Whose process a letter's program is.
struct Owner {
    UserId uid = 0;
    GroupId gid = 0;
};

struct Letter {
    std::vector<std::string> command;  // the first word is an absolute path, or the name of one of the system's programs
    std::optional<Owner> run_as;       // nothing: msd's own user
    std::vector<std::string> environment;
    std::string input;
    std::string about;                 // "job 12", for the log
    std::string to;
};

/// Whom and what this daemon is, as far as letters say it.
struct Sender {
    std::string host;
    bool switch_user = false;  // the letter's program is to run as the job's owner
};

/// Slurm's line: "Slurm Job_id=12 Name=x Ended, Run time 00:01:00, COMPLETED, ExitCode 0".
std::string subject_of(const core::Tell& tell, Time now);

/// One for each web hook, one for all other addresses of the program, one for each address of a mail server.
std::vector<Letter> letters_of(const core::Tell& tell, const config::MailSettings& settings, const exec::SiteFacts& site,
                               const Sender& sender, Time now);

}  // namespace msd::notify
