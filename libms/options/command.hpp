// SPDX-License-Identifier: MIT
// What every command's run() gets, so that a test can call it in process: its words, two streams, a client and the
// clock's reading. main() (cmds/shared/main.hpp) fills it from the process.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/units.hpp"
#include "libms/options/options.hpp"

namespace ms::client {
class Client;  // the layer above; a command includes it where it asks
}

namespace ms {

inline constexpr std::string_view slurm_version = "slurm 25.11.0";  // what -V prints: the level of compatibility

struct CommandContext {
    std::string program;              // "squeue"
    std::vector<std::string> words;   // argv[1..]
    FILE* in = stdin;
    FILE* out = stdout;
    FILE* err = stderr;
    client::Client* client = nullptr;
    Time now;
    bool quiet = false;  // -Q: info() says nothing

    /// "PROG: error: MESSAGE\n" to err, one prefix per line of the message.
    void error(std::string_view message) const;
    void fatal(std::string_view message) const;    // "PROG: fatal: …"
    /// What a message says before its last line are errors of their own; the last line is returned.
    std::string tell_all_but_last_line(const std::string& message) const;
    /// "PROG: MESSAGE\n" to err.
    void info(std::string_view message) const;
    void warning(std::string_view message) const;  // "PROG: warning: …"
    void print(std::string_view text) const;       // to out, as it is
    /// getopt's complaint: "PROG: MESSAGE\nTry "PROG --help" for more information\n". Returns `status`.
    int usage_error(std::string_view message, int status) const;
};

/// The documentation of one command, as the generators (tools/docgen) read it: cmds/NAME/doc.cpp defines one.
struct FieldDoc {
    std::string_view name;      // -O / --format name
    char letter = 0;            // -o letter
    std::string_view header;
    std::string_view meaning;
};
/// What completes the next word behind operands, where that depends on them: after "show job", a job.
struct OperandDoc {
    std::string after;  // the operands before it, by blanks
    std::string kind;   // as Row::complete
};
struct CommandDoc {
    std::string_view name;
    std::string_view summary;   // one line
    std::string_view usage;     // "squeue [OPTIONS...]"
    std::vector<const options::Row*> rows;
    std::vector<FieldDoc> fields;
    std::string_view operand = {};  // completes what follows the options: as Row::complete
    std::vector<OperandDoc> operands = {};  // more precisely
};

}  // namespace ms
