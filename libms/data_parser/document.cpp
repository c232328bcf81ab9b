// SPDX-License-Identifier: MIT
#include "libms/data_parser/document.hpp"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include "libms/data_parser/field.hpp"
#include "libms/text/number.hpp"

namespace ms::data_parser {
namespace {

/// "25.11.0" of "slurm 25.11.0"
std::string release() { return std::string(slurm_version.substr(slurm_version.find(' ') + 1)); }

std::string user_name() {
    const passwd* entry = getpwuid(getuid());
    return entry ? entry->pw_name : std::to_string(getuid());
}
std::string group_name() {
    const group* entry = getgrgid(getgid());
    return entry ? entry->gr_name : std::to_string(getgid());
}
/// What the command's input comes from, as Slurm tells it: a terminal, a file or a pipe.
std::string input_source() {
    char path[256];
    const ssize_t length = ::readlink("/proc/self/fd/0", path, sizeof path);
    return length > 0 ? std::string(path, static_cast<std::size_t>(length)) : std::string();
}

struct Meta {
    std::vector<std::string> command;
    std::string cluster;
    Source source;
    int version;
};
using M = const Meta&;

std::string release_part(std::size_t index) { return text::split_list(release(), '.').at(index); }
Value plain_release_part(std::size_t index) {
    return text::parse_unsigned(release_part(index)).value_or(0);
}
bool is_accounting(M meta) { return meta.source == Source::accounting; }

constexpr Field<Meta> meta_fields[] = {
    {"plugin/type", [](M m) -> Value { return is_accounting(m) ? "openapi/dbv0.0.38" : "openapi/v0.0.38"; }, 0, 38},
    {"plugin/name", [](M m) -> Value { return is_accounting(m) ? "Slurm OpenAPI DB v0.0.38" : "Slurm OpenAPI v0.0.38"; },
     0, 38},
    {"plugin/type", [](M) -> Value { return ""; }, 40},  // the commands have none, unlike slurmrestd
    {"plugin/name", [](M) -> Value { return ""; }, 40},
    {"plugin/data_parser", [](M m) -> Value { return "data_parser/" + version_name(m.version); }, 40},
    {"plugin/accounting_storage", [](M) -> Value { return "accounting_storage/sqlite"; }, 40},
    {"client/source", [](M) -> Value { return input_source(); }, 40},
    {"client/user", [](M) -> Value { return user_name(); }, 40},
    {"client/group", [](M) -> Value { return group_name(); }, 40},
    {"command", [](M m) -> Value { return m.command; }, 40},
    {"Slurm/version/major", [](M) -> Value { return plain_release_part(0); }, 0, 38},
    {"Slurm/version/micro", [](M) -> Value { return plain_release_part(2); }, 0, 38},
    {"Slurm/version/minor", [](M) -> Value { return plain_release_part(1); }, 0, 38},
    {"Slurm/release", [](M) -> Value { return release(); }, 0, 38},
    {"slurm/version/major", [](M) -> Value { return release_part(0); }, 40},
    {"slurm/version/micro", [](M) -> Value { return release_part(2); }, 40},
    {"slurm/version/minor", [](M) -> Value { return release_part(1); }, 40},
    {"slurm/release", [](M) -> Value { return release(); }, 40},
    {"slurm/cluster", [](M m) -> Value { return m.cluster; }, 40},
};

}  // namespace

Document::Document(const CommandContext& context, const Style& style, Source source, std::string_view name)
    : Document(context, style, source, name, false) {}
Document::Document(const CommandContext& context, const Style& style, Source source, std::string_view name, bool is_one)
    : context_(context), writer_(make_writer(style)), source_(source), name_(name), is_one_(is_one) {}

/// v0.0.38 begins with what the later versions end with.
void Document::begin() {
    if (std::exchange(begun_, true)) return;
    writer_->begin_object();
    if (writer_->style().is_plain()) {
        write_meta();
        write_errors();
    }
    writer_->key(name_);
    if (!is_one_) writer_->begin_list();
}

Document::~Document() {
    begin();
    if (!is_one_) writer_->end_list();
    if (!writer_->style().is_plain()) {
        for (const auto& [key, value] : also_) {
            writer_->key(key);
            value.write(*writer_);
        }
        write_meta();
        write_errors();
        write_warnings();
    }
    writer_->end_object();
    writer_->finish();
    flush_at(0);
}

void Document::flush_at(std::size_t size) {
    if (writer_->waiting() >= size) context_.print(writer_->take());
}

void Document::write_meta() {
    Meta meta{{context_.program}, cluster_, source_, writer_->style().version};
    meta.command.insert(meta.command.end(), context_.words.begin(), context_.words.end());
    writer_->key("meta");
    write_record(*writer_, std::span<const Field<Meta>>(meta_fields), meta);
}

void Document::write_errors() {
    writer_->key("errors");
    writer_->begin_list();
    for (const Trouble& each : errors_) {
        writer_->begin_object();
        writer_->key("description");
        writer_->text(each.description);
        writer_->key("error_number");
        writer_->integer(each.number);
        writer_->key("error");
        writer_->text(error_text(static_cast<Errc>(each.number)));
        writer_->key("source");
        writer_->text(each.source);
        writer_->end_object();
    }
    writer_->end_list();
}

void Document::write_warnings() {
    writer_->key("warnings");
    writer_->begin_list();
    for (const Trouble& each : warnings_) {
        writer_->begin_object();
        writer_->key("description");
        writer_->text(each.description);
        writer_->key("source");
        writer_->text(each.source);
        writer_->end_object();
    }
    writer_->end_list();
}

void Document::error(const Error& error, std::string_view source) {
    errors_.push_back({error.message, static_cast<int>(error.code), std::string(source)});
}

void Document::warning(std::string description, std::string_view source) {
    warnings_.push_back({std::move(description), 0, std::string(source)});
}

}  // namespace ms::data_parser
