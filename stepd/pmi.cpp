// SPDX-License-Identifier: MIT
#include "stepd/pmi.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <sys/socket.h>

namespace stepd {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t length_digits = 6;
// The programs' memory is limited, this shepherd's is not: who wants more kept in it than these is heard no more.
constexpr std::size_t longest_message = 1u << 20;
constexpr std::size_t most_kept = 256u << 20;
constexpr std::size_t entry_size = 128;  // of a map, apart from its texts
constexpr std::string_view storing_commands[] = {"put", "publish_name", "kvs-put", "info-putnodeattr"};
constexpr std::string_view mapping_key = "PMI_process_mapping";
constexpr std::string_view universe_key = "universeSize";

PmiMessage message(std::string command, Fields fields = {}) { return {std::move(command), std::move(fields)}; }

/// The first field is the command: cmd=NAME, or mcmd=NAME.
PmiMessage of_fields(Fields fields) {
    PmiMessage parsed;
    for (auto& [name, value] : fields) {
        if ((name == "cmd" || name == "mcmd") && parsed.command.empty())
            parsed.command = std::move(value);
        else
            parsed.fields.emplace_back(std::move(name), std::move(value));
    }
    return parsed;
}

int number_of(std::string_view text) {
    int value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

}  // namespace

std::string_view PmiMessage::field(std::string_view name) const {
    for (const auto& [each, value] : fields)
        if (each == name) return value;
    return {};
}

PmiMessage parse_pmi1(std::string_view line) {
    Fields fields;
    while (!line.empty()) {
        const std::size_t start = line.find_first_not_of(' ');
        if (start == std::string_view::npos) break;
        line.remove_prefix(start);
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos) break;
        const std::string_view name = line.substr(0, equals);
        line.remove_prefix(equals + 1);
        // A value is the last thing of a put and may hold blanks.
        const std::size_t end = name == "value" ? line.size() : std::min(line.find(' '), line.size());
        fields.emplace_back(name, line.substr(0, end));
        line.remove_prefix(end);
    }
    return of_fields(std::move(fields));
}

std::string format_pmi1(const PmiMessage& message) {
    std::string line = "cmd=" + message.command;
    for (const auto& [name, value] : message.fields) line += " " + name + "=" + value;
    return line + "\n";
}

PmiMessage parse_pmi2(std::string_view text) {
    Fields fields;
    while (!text.empty()) {
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) break;
        std::string name(text.substr(0, equals)), value;
        text.remove_prefix(equals + 1);
        while (!text.empty()) {
            const char c = text.front();
            text.remove_prefix(1);
            if (c != ';') {
                value += c;
            } else if (!text.empty() && text.front() == ';') {
                value += ';';
                text.remove_prefix(1);
            } else {
                break;
            }
        }
        fields.emplace_back(std::move(name), std::move(value));
    }
    return of_fields(std::move(fields));
}

std::string format_pmi2(const PmiMessage& message) {
    std::string text = "cmd=" + message.command + ";";
    for (const auto& [name, value] : message.fields) {
        text += name + "=";
        for (const char c : value) text += c == ';' ? std::string(";;") : std::string(1, c);
        text += ";";
    }
    char length[16];
    std::snprintf(length, sizeof length, "%6zu", text.size());
    return length + text;
}

std::string process_mapping(const std::vector<std::uint32_t>& node_of_task) {
    struct Block {
        std::uint32_t first_node = 0, nodes = 0, tasks = 0;
    };
    std::vector<Block> blocks;
    for (std::size_t task = 0; task < node_of_task.size();) {
        const std::uint32_t node = node_of_task[task];
        std::uint32_t in_a_row = 0;
        for (; task < node_of_task.size() && node_of_task[task] == node; ++task) ++in_a_row;
        Block* const last = blocks.empty() ? nullptr : &blocks.back();
        if (last && last->tasks == in_a_row && last->first_node + last->nodes == node)
            ++last->nodes;
        else
            blocks.push_back({node, 1, in_a_row});
    }
    std::string text = "(vector";
    for (const Block& block : blocks)
        text += ",(" + std::to_string(block.first_node) + "," + std::to_string(block.nodes) + "," +
                std::to_string(block.tasks) + ")";
    return text + ")";
}

PmiServer::PmiServer(std::string job, std::vector<std::uint32_t> node_of_task)
    : job_(std::move(job)),
      node_of_task_(std::move(node_of_task)),
      clients_(node_of_task_.size()),
      arrivals_(node_of_task_.size()) {
    pairs_[std::string(mapping_key)] = process_mapping(node_of_task_);
}

ms::Fd PmiServer::open(std::uint32_t task) {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return {};
    clients_[task].stream = ms::Fd(ends[0]);
    return ms::Fd(ends[1]);
}

std::vector<std::string> PmiServer::environment(std::uint32_t task, int fd) const {
    return {"PMI_FD=" + std::to_string(fd), "PMI_RANK=" + std::to_string(task),
            "PMI_SIZE=" + std::to_string(clients_.size()), "PMI_JOBID=" + job_};
}

void PmiServer::append_descriptors(std::vector<pollfd>& to) const {
    for (const Client& client : clients_)
        if (client.stream) to.push_back({client.stream.get(), POLLIN, 0});
}

void PmiServer::on_readable() {
    for (std::uint32_t task = 0; task < clients_.size(); ++task)
        if (clients_[task].stream) read(task);
}

void PmiServer::read(std::uint32_t task) {
    Client& client = clients_[task];
    char bytes[8192];
    const ssize_t size = ::recv(client.stream.get(), bytes, sizeof bytes, MSG_DONTWAIT);
    if (size == 0) client.stream.reset();
    if (size <= 0) return;
    client.inbox.append(bytes, static_cast<std::size_t>(size));
    while (client.stream && take_message(task)) {
    }
    if (client.inbox.size() > longest_message || kept_ > most_kept) client.stream.reset();
}

bool PmiServer::take_message(std::uint32_t task) {
    Client& client = clients_[task];
    if (client.second_version) {
        if (client.inbox.size() < length_digits) return false;
        const std::string digits = client.inbox.substr(0, length_digits);
        const std::size_t start = digits.find_first_not_of(' ');
        const int length = start == std::string::npos ? 0 : number_of(std::string_view(digits).substr(start));
        const std::size_t whole = length_digits + static_cast<std::size_t>(std::max(length, 0));
        if (client.inbox.size() < whole) return false;
        const std::string text = client.inbox.substr(length_digits, whole - length_digits);
        client.inbox.erase(0, whole);
        answer(task, parse_pmi2(text));
        return true;
    }
    const std::size_t end = client.inbox.find('\n');
    if (end == std::string::npos) return false;
    const std::string line = client.inbox.substr(0, end);
    client.inbox.erase(0, end + 1);
    if (line.starts_with("mcmd=")) return true;  // a spawn, whose lines end with endcmd
    if (line == "endcmd") {
        reply(task, message("spawn_result", {{"rc", "-1"}}));
        return true;
    }
    if (line.starts_with("cmd=")) answer(task, parse_pmi1(line));
    return true;
}

void PmiServer::reply(std::uint32_t task, PmiMessage answer, const PmiMessage* to) {
    Client& client = clients_[task];
    if (client.second_version && to) {
        answer.command = to->command + "-response";
        if (const auto thread = to->field("thrid"); !thread.empty())
            answer.fields.insert(answer.fields.begin(), {"thrid", std::string(thread)});
    }
    const std::string bytes = client.second_version ? format_pmi2(answer) : format_pmi1(answer);
    // Nothing here waits for a program: one that does not read what it asked for is heard no more.
    const ssize_t sent = ::send(client.stream.get(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent != static_cast<ssize_t>(bytes.size())) client.stream.reset();
}

void PmiServer::answer(std::uint32_t task, const PmiMessage& asked) {
    Client& client = clients_[task];
    if (std::find(std::begin(storing_commands), std::end(storing_commands), asked.command) != std::end(storing_commands)) {
        kept_ += entry_size;
        for (const auto& [name, value] : asked.fields) kept_ += value.size();
    }
    if (asked.command == "init") {
        const bool second = asked.field("pmi_version") == "2";
        reply(task, message("response_to_init", {{"pmi_version", second ? "2" : "1"},
                                                 {"pmi_subversion", second ? "0" : "1"}, {"rc", "0"}}));
        client.second_version = second;
    } else if (asked.command == "abort") {
        const auto code = asked.field("exitcode");
        aborted_ = code.empty() ? 1 : number_of(code);
    } else if (client.second_version) {
        answer_second(task, asked);
    } else {
        answer_first(task, asked);
    }
}

/// All at the barrier: everybody is told.
void PmiServer::arrive(std::uint32_t task, const PmiMessage& asked) {
    if (std::exchange(clients_[task].waits, true)) return;
    arrivals_[task] = asked;
    if (++arrived_ < clients_.size()) return;
    arrived_ = 0;
    for (std::uint32_t each = 0; each < clients_.size(); ++each) {
        clients_[each].waits = false;
        if (clients_[each].stream) reply(each, message("barrier_out", {{"rc", "0"}}), &arrivals_[each]);
    }
}

void PmiServer::answer_first(std::uint32_t task, const PmiMessage& asked) {
    const std::string& command = asked.command;
    const auto say = [&](const char* name, Fields fields) { reply(task, message(name, std::move(fields))); };
    if (command == "get_maxes") {
        say("maxes", {{"rc", "0"}, {"kvsname_max", "256"}, {"keylen_max", "64"}, {"vallen_max", "1024"}});
    } else if (command == "get_appnum") {
        say("appnum", {{"rc", "0"}, {"appnum", "0"}});
    } else if (command == "get_my_kvsname") {
        say("my_kvsname", {{"rc", "0"}, {"kvsname", job_}});
    } else if (command == "get_universe_size") {
        say("universe_size", {{"rc", "0"}, {"size", std::to_string(clients_.size())}});
    } else if (command == "put") {
        pairs_[std::string(asked.field("key"))] = asked.field("value");
        say("put_result", {{"rc", "0"}, {"msg", "success"}});
    } else if (command == "get") {
        const auto found = pairs_.find(asked.field("key"));
        if (found == pairs_.end())
            say("get_result", {{"rc", "-1"}, {"msg", "key_not_found"}, {"value", "unknown"}});
        else
            say("get_result", {{"rc", "0"}, {"msg", "success"}, {"value", found->second}});
    } else if (command == "barrier_in") {
        arrive(task, asked);
    } else if (command == "publish_name") {
        names_[std::string(asked.field("service"))] = asked.field("port");
        say("publish_result", {{"rc", "0"}, {"info", "ok"}});
    } else if (command == "unpublish_name") {
        names_.erase(std::string(asked.field("service")));
        say("unpublish_result", {{"rc", "0"}, {"info", "ok"}});
    } else if (command == "lookup_name") {
        const auto found = names_.find(asked.field("service"));
        if (found == names_.end())
            say("lookup_result", {{"rc", "1"}, {"info", "fail"}});
        else
            say("lookup_result", {{"rc", "0"}, {"info", "ok"}, {"port", found->second}});
    } else if (command == "finalize") {
        say("finalize_ack", {{"rc", "0"}});
    }
}

void PmiServer::answer_second(std::uint32_t task, const PmiMessage& asked) {
    const std::string& command = asked.command;
    const auto say = [&](Fields fields) { reply(task, message("", std::move(fields)), &asked); };
    if (command == "fullinit") {
        say({{"rc", "0"}, {"pmi-version", "2"}, {"pmi-subversion", "0"}, {"rank", std::to_string(task)},
             {"size", std::to_string(clients_.size())}, {"appnum", "0"}, {"debugged", "FALSE"}, {"pmiverbose", "FALSE"}});
    } else if (command == "job-getid") {
        say({{"jobid", job_}, {"rc", "0"}});
    } else if (command == "info-getjobattr") {
        const auto key = asked.field("key");
        const auto found = pairs_.find(key);
        if (key == universe_key)
            say({{"found", "TRUE"}, {"value", std::to_string(clients_.size())}, {"rc", "0"}});
        else if (found == pairs_.end())
            say({{"found", "FALSE"}, {"rc", "0"}});
        else
            say({{"found", "TRUE"}, {"value", found->second}, {"rc", "0"}});
    } else if (command == "kvs-put") {
        pairs_[std::string(asked.field("key"))] = asked.field("value");
        say({{"rc", "0"}});
    } else if (command == "kvs-get") {
        const auto found = pairs_.find(asked.field("key"));
        if (found == pairs_.end())
            say({{"found", "FALSE"}, {"rc", "0"}});
        else
            say({{"found", "TRUE"}, {"value", found->second}, {"rc", "0"}});
    } else if (command == "kvs-fence") {
        arrive(task, asked);
    } else if (command == "info-putnodeattr") {
        node_attributes_[{node_of_task_[task], std::string(asked.field("key"))}] = asked.field("value");
        say({{"rc", "0"}});
        for (std::uint32_t other = 0; other < clients_.size(); ++other)
            if (clients_[other].asked && answer_node_attribute(other, *clients_[other].asked)) clients_[other].asked.reset();
    } else if (command == "info-getnodeattr") {
        if (answer_node_attribute(task, asked)) return;
        if (asked.field("wait") == "TRUE")
            clients_[task].asked = asked;
        else
            say({{"found", "FALSE"}, {"rc", "0"}});
    } else if (command == "finalize") {
        say({{"rc", "0"}});
    } else if (!command.empty()) {
        say({{"rc", "14"}, {"errmsg", command + " is not supported"}});
    }
}

bool PmiServer::answer_node_attribute(std::uint32_t task, const PmiMessage& asked) {
    const auto found = node_attributes_.find({node_of_task_[task], std::string(asked.field("key"))});
    if (found == node_attributes_.end()) return false;
    reply(task, message("", {{"found", "TRUE"}, {"value", found->second}, {"rc", "0"}}), &asked);
    return true;
}

}  // namespace stepd
