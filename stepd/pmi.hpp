// SPDX-License-Identifier: MIT
// The process management interface of MPICH and its kin, for srun --mpi=pmi2: each task has a socket (PMI_FD) over which
// it asks for its rank, puts and gets key-value pairs and waits for the others. Both wire forms are spoken, since a
// program says itself which one it wants: PMI-1 (lines of name=value words) and PMI-2 (a length of six digits, then
// name=value; fields). Spawning further processes is refused. Source of the forms: the programs of Debian's MPICH, watched.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <poll.h>
#include <string>
#include <string_view>
#include <vector>

#include "libms/base/fd.hpp"

namespace stepd {

/// One message: its command and fields, in either form.
struct PmiMessage {
    std::string command;
    std::vector<std::pair<std::string, std::string>> fields;
    std::string_view field(std::string_view name) const;  // "" when it is not there
};

/// A line without its newline.
PmiMessage parse_pmi1(std::string_view line);
std::string format_pmi1(const PmiMessage& message);
/// What follows the length. A ';' in a value is doubled.
PmiMessage parse_pmi2(std::string_view text);
std::string format_pmi2(const PmiMessage& message);

/// "(vector,(0,2,2))": tasks by node, for programs that look for neighbours. Runs of nodes with equally many tasks.
std::string process_mapping(const std::vector<std::uint32_t>& node_of_task);

class PmiServer {
  public:
    /// `job`: what the programs call the step, "12.0".
    PmiServer(std::string job, std::vector<std::uint32_t> node_of_task);

    /// The task's end of its socket; it is the task's alone.
    ms::Fd open(std::uint32_t task);
    /// NAME=value entries for the task, whose socket is descriptor `fd` there.
    std::vector<std::string> environment(std::uint32_t task, int fd) const;

    void append_descriptors(std::vector<pollfd>& to) const;
    void on_readable();
    /// A task has asked for the end of all: the code it gave.
    std::optional<int> aborted() const { return aborted_; }

  private:
    struct Client {
        ms::Fd stream;
        std::string inbox;
        bool second_version = false;
        bool waits = false;               // at the barrier
        std::optional<PmiMessage> asked;  // for a node attribute that is not there yet
    };
    void read(std::uint32_t task);
    bool take_message(std::uint32_t task);  // false: not whole yet
    void answer(std::uint32_t task, const PmiMessage& message);
    void answer_first(std::uint32_t task, const PmiMessage& message);
    void answer_second(std::uint32_t task, const PmiMessage& message);
    void reply(std::uint32_t task, PmiMessage message, const PmiMessage* to = nullptr);
    void arrive(std::uint32_t task, const PmiMessage& message);
    bool answer_node_attribute(std::uint32_t task, const PmiMessage& message);

    std::string job_;
    std::vector<std::uint32_t> node_of_task_;
    std::vector<Client> clients_;
    std::map<std::string, std::string, std::less<>> pairs_;
    std::map<std::pair<std::uint32_t, std::string>, std::string> node_attributes_;
    std::map<std::string, std::string, std::less<>> names_;  // published ones
    std::vector<PmiMessage> arrivals_;                        // by task, of those at the barrier
    std::uint32_t arrived_ = 0;
    std::size_t kept_ = 0;  // bytes put into the three maps so far
    std::optional<int> aborted_;
};

}  // namespace stepd
