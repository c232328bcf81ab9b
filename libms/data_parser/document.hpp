// SPDX-License-Identifier: MIT
// The whole answer of a command: its list of records, and around it who answered whom, what went wrong and what is
// worth knowing.
//
// It goes to the command's output piece by piece, so that nothing of it has to be kept.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "libms/data_parser/value.hpp"
#include "libms/options/command.hpp"

namespace ms::data_parser {

/// Whose answer it is: decides the plugins that Slurm would name.
enum class Source : std::uint8_t { controller, accounting };

class Document {
  public:
    /// An answer whose list is called `name`.
    Document(const CommandContext& context, const Style& style, Source source, std::string_view name);
    /// The same of an answer that is one record, which has to be added.
    static Document of_one(const CommandContext& context, const Style& style, Source source, std::string_view name) {
        return Document(context, style, source, name, true);
    }
    /// Ends it.
    ~Document();
    Document(const Document&) = delete;
    Document& operator=(const Document&) = delete;

    /// One more record of the list; `write` writes one value.
    template <class Write>
    void add(Write write) {
        begin();
        write(*writer_);
        flush_at(flush_size);
    }
    /// A key behind the list (not in v0.0.38, which had none).
    void also(std::string name, Value value) { also_.emplace_back(std::move(name), std::move(value)); }
    void set_cluster(std::string name) { cluster_ = std::move(name); }
    void error(const Error& error, std::string_view source);
    void warning(std::string description, std::string_view source);

  private:
    Document(const CommandContext& context, const Style& style, Source source, std::string_view name, bool is_one);

    struct Trouble {
        std::string description;
        int number = 0;
        std::string source;
    };
    static constexpr std::size_t flush_size = 1 << 16;

    void begin();  // with the first record, or at the end
    void flush_at(std::size_t size);
    void write_meta();
    void write_errors();
    void write_warnings();

    const CommandContext& context_;
    std::unique_ptr<Writer> writer_;
    Source source_;
    std::string name_;
    bool is_one_;
    bool begun_ = false;
    std::string cluster_;
    std::vector<std::pair<std::string, Value>> also_;
    std::vector<Trouble> errors_;
    std::vector<Trouble> warnings_;
};

}  // namespace ms::data_parser
