// SPDX-License-Identifier: MIT
#include "tests/tidy/rules.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/tidy/includes.hpp"

namespace tidy {
namespace {

namespace fs = std::filesystem;

constexpr int longest_file = 600;  // lines; what can be read in one sitting

// Where the wall clock and the monotonic clock may be read. Everything else gets the time as an argument.
struct ClockPlace {
    std::string_view path;
    std::string_view reason;
};
constexpr ClockPlace clock_places[] = {
    {"libms/base/clock.", "the one definition"},
    {"daemon/loop/", "the loop stamps each batch of events"},
    {"daemon/main.cpp", "the first time the loop is given"},
    {"cmds/shared/main.", "a command reads the time once and passes it on"},
    {"stepd/", "the shepherd measures its job's start and end while no daemon may be there"},
    {"daemon/exec/sampler.", "instants of the monotonic clock that jobs share"},
    {"daemon/server/systemd.cpp", "the instant that systemd wants to be told with a reload"},
};
constexpr std::string_view clock_calls[] = {"::now()", "now()", "time(nullptr)", "time(NULL)", "time(0)",
                                            "gettimeofday(", "clock_gettime("};

// Paths of one machine: spelled in two halves, so that this file passes its own rule.
constexpr std::string_view machine_paths[] = {"/work" "/", "/tmp/" "b_"};

// A file being checked: its path, its lines, and the list of what is wrong with it.
class File {
  public:
    File(const std::string& path, std::string_view text) : path_(path) {
        std::istringstream stream{std::string(text)};
        for (std::string line; std::getline(stream, line);) lines_.push_back(std::move(line));
    }
    std::string_view path() const { return path_; }
    const std::vector<std::string>& lines() const { return lines_; }
    bool is(std::string_view extension) const { return path().ends_with(extension); }
    bool is_cpp() const { return is(".hpp") || is(".cpp"); }
    bool is_script() const { return !lines_.empty() && lines_[0].starts_with("#!"); }
    bool under(std::string_view folder) const { return path().starts_with(folder); }
    /// `index` counts from 0.
    void offend(std::size_t index, std::string what) {
        offences_.push_back({path_, static_cast<int>(index) + 1, std::move(what)});
    }
    std::vector<Offence> take() { return std::move(offences_); }

  private:
    std::string path_;
    std::vector<std::string> lines_;
    std::vector<Offence> offences_;
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// The line without its comment and the insides of its literals.
std::string code_of(std::string_view line) {
    std::string code;
    char quote = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (quote) {
            if (line[i] == '\\') ++i;
            else if (line[i] == quote) quote = 0;
            continue;
        }
        if (line.substr(i, 2) == "//") break;
        if (line[i] == '"' || line[i] == '\'') quote = line[i];
        code += line[i];
    }
    return code;
}

// `call` in `code`, not as the tail of a longer name.
bool calls(std::string_view code, std::string_view call) {
    for (auto at = code.find(call); at != code.npos; at = code.find(call, at + 1))
        if (at == 0 || !(is_word(code[at - 1]) || code[at - 1] == '.' || code[at - 1] == '>')) return true;
    return false;
}

void licence_comes_first(File& file) {
    const std::size_t index = file.is_script() ? 1 : 0;
    const std::string_view wanted =
        file.is_cpp() ? "// SPDX-License-Identifier: MIT" : "# SPDX-License-Identifier: MIT";
    if (!file.is_cpp() && !file.is_script() && !file.is(".bats") && !file.is(".bash")) return;
    if (file.under("examples/")) return;  // what a user writes has no licence line
    if (file.lines().size() <= index || file.lines()[index] != wanted)
        file.offend(index, "expected '" + std::string(wanted) + "'");
}

void header_is_guarded(File& file) {
    if (file.is(".hpp") && std::find(file.lines().begin(), file.lines().end(), "#pragma once") == file.lines().end())
        file.offend(0, "no '#pragma once'");
}

void file_is_short(File& file) {
    const bool read_by_people = file.is_cpp() || file.is_script() || file.is(".bats") || file.is(".bash");
    if (read_by_people && file.lines().size() > longest_file)
        file.offend(longest_file, "longer than " + std::to_string(longest_file) + " lines");
}

void includes_point_down(File& file) {
    if (!file.is_cpp()) return;
    for (std::size_t i = 0; i < file.lines().size(); ++i) {
        std::string_view line = file.lines()[i];
        if (!line.starts_with("#include ") || line.size() < 11) continue;
        line.remove_prefix(9);
        const std::string_view name = line.substr(1, line.find_first_of("\">", 1) - 1);
        const std::string why = line[0] == '"' ? refuse_project_include(file.path(), name)
                                               : refuse_system_include(file.path(), name);
        if (!why.empty()) file.offend(i, why);
    }
}

void time_is_an_argument(File& file) {
    const bool product = file.under("libms/") || file.under("daemon/") || file.under("stepd/") || file.under("cmds/");
    if (!file.is_cpp() || !product) return;
    for (const ClockPlace& place : clock_places)
        if (file.under(place.path)) return;
    for (std::size_t i = 0; i < file.lines().size(); ++i) {
        const std::string code = code_of(file.lines()[i]);
        for (std::string_view call : clock_calls)
            if (calls(code, call)) {
                file.offend(i, "reads the clock: the time is an argument");
                break;
            }
    }
}

void no_machine_paths(File& file) {
    for (std::size_t i = 0; i < file.lines().size(); ++i) {
        const std::string_view line = file.lines()[i];
        for (std::string_view path : machine_paths)
            for (auto at = line.find(path); at != line.npos; at = line.find(path, at + 1)) {
                const char before = at == 0 ? ' ' : line[at - 1];
                if (is_word(before) || std::string_view("./~}-%").find(before) != std::string_view::npos) continue;
                file.offend(i, "a path of one machine: " + std::string(path));
            }
    }
}

constexpr void (*rules[])(File&) = {licence_comes_first, header_is_guarded,   file_is_short,
                                    includes_point_down, time_is_an_argument, no_machine_paths};

constexpr const char* git_link = ".git";  // a file where the repository has several working trees

bool skipped_folder(const std::string& name) {
    return name.starts_with("build") || name == git_link || name == ".cache" || name == "__pycache__";
}

std::string read(const fs::path& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

std::vector<Offence> check_file(const std::string& path, std::string_view text) {
    File file(path, text);
    for (auto rule : rules) rule(file);
    return file.take();
}

std::vector<Offence> check_tree(const fs::path& root) {
    std::vector<std::string> paths;
    for (auto entry = fs::recursive_directory_iterator(root); entry != fs::recursive_directory_iterator(); ++entry) {
        if (entry->is_directory() && skipped_folder(entry->path().filename())) entry.disable_recursion_pending();
        else if (entry->is_regular_file() && entry->path().filename() != git_link) paths.push_back(entry->path().lexically_relative(root));
    }
    std::sort(paths.begin(), paths.end());
    std::vector<Offence> offences;
    for (const std::string& path : paths) {
        auto found = check_file(path, read(root / path));
        std::move(found.begin(), found.end(), std::back_inserter(offences));
    }
    return offences;
}

std::string to_text(const std::vector<Offence>& offences) {
    std::string text;
    for (const Offence& each : offences)
        text += each.path + ":" + std::to_string(each.line) + ": " + each.what + "\n";
    return text;
}

}  // namespace tidy
