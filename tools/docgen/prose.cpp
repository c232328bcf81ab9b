// SPDX-License-Identifier: MIT
#include "tools/docgen/prose.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace docgen {
namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

// One character as roff prints it. In literals a minus is a minus, to be copied into a shell.
void put(std::string& out, char c, bool in_literal) {
    if (c == '\\') out += "\\e";
    else if (c == '-' && in_literal) out += "\\-";
    else if (c == '\'') out += "\\(aq";
    else if (c == '`') out += "\\(ga";
    else out += c;
}

std::string inline_text(std::string_view text) {
    std::string out;
    char mark = 0;  // of the span that is open
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && i + 1 < text.size()) {
            put(out, text[++i], mark == '`');
        } else if ((c == '`' || c == '*') && (mark == 0 || mark == c)) {
            out += mark ? "\\fR" : c == '`' ? "\\fB" : "\\fI";
            mark = mark ? 0 : c;
        } else {
            put(out, c, mark == '`');
        }
    }
    return out;
}

// A line of text must not begin as a roff request does.
std::string text_line(std::string_view text) {
    std::string line = inline_text(text);
    if (line.starts_with('.')) line.insert(0, "\\&");
    return line + "\n";
}

std::string verbatim_line(std::string_view text) {
    std::string line;
    for (char c : text) put(line, c, true);
    if (line.starts_with('.')) line.insert(0, "\\&");
    return line + "\n";
}

bool is_verbatim(std::string_view line) { return line.starts_with("    "); }
bool is_definition(std::string_view line) { return line.starts_with(":   "); }

// Renders line by line; a paragraph's or definition's further lines are told from its first by what stands before.
class Renderer {
  public:
    std::string render(std::string_view prose) {
        const auto lines = lines_of(prose);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            const bool term = i + 1 < lines.size() && is_definition(lines[i + 1]);
            line(lines[i], term);
        }
        end_verbatim();
        return std::move(out_);
    }

  private:
    void line(std::string_view text, bool is_term) {
        if (text.empty()) return gap();
        if (is_verbatim(text) && !inside_) return verbatim(text.substr(4));
        end_verbatim();
        if (text.starts_with("## ")) return heading(".SS ", text.substr(3));
        if (text.starts_with("# ")) return heading(".SH ", text.substr(2));
        if (is_term) return start(".TP\n", text);
        if (is_definition(text)) return start("", text.substr(4));
        if (!inside_ && !after_heading_) return start(".PP\n", text);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
        start("", text);
    }
    void gap() {
        if (verbatim_) pending_gap_ = true;
        inside_ = false;
    }
    void heading(const char* request, std::string_view text) {
        out_ += request + inline_text(text) + "\n";
        after_heading_ = true;
        inside_ = false;
    }
    void start(const char* request, std::string_view text) {
        out_ += request + text_line(text);
        inside_ = true;
        after_heading_ = false;
    }
    void verbatim(std::string_view text) {
        if (!verbatim_) out_ += after_heading_ ? ".nf\n" : ".PP\n.RS 4\n.nf\n";
        else if (pending_gap_) out_ += "\n";
        indented_ = verbatim_ ? indented_ : !after_heading_;
        verbatim_ = true;
        pending_gap_ = after_heading_ = false;
        out_ += verbatim_line(text);
    }
    void end_verbatim() {
        if (verbatim_) out_ += indented_ ? ".fi\n.RE\n" : ".fi\n";
        verbatim_ = pending_gap_ = false;
    }

    std::string out_;
    bool inside_ = false;         // a paragraph or definition
    bool after_heading_ = false;  // nothing has been printed below it yet
    bool verbatim_ = false;
    bool indented_ = false;
    bool pending_gap_ = false;    // an empty line, if the verbatim text goes on
};

}  // namespace

std::string plain(std::string_view text) {
    std::string out;
    for (char c : text) {
        if (c == '`' || c == '*' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string literal(std::string_view text) { return "`" + plain(text) + "`"; }

ms::Result<std::string> expand(std::string_view prose,
                               const std::function<ms::Result<std::string>(std::string_view)>& make) {
    std::string out;
    for (std::string_view line : lines_of(prose)) {
        if (line.starts_with('{') && line.ends_with('}')) {
            auto piece = make(line.substr(1, line.size() - 2));
            if (!piece) return ms::Failure(piece.error());
            out += *piece;
        } else {
            out += line;
            out += '\n';
        }
    }
    return out;
}

std::string man_page(const Title& title, std::string_view prose) {
    std::string name = title.name;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
    return ".\\\" SPDX-License-Identifier: MIT\n.\\\" Generated by docgen: edit man/prose or the tables, not this.\n"
           ".TH " + name + " " + title.section + " \"\" \"" + title.source + "\" \"Mini-SLURM\"\n.nh\n.ad l\n" +
           Renderer().render(prose);
}

}  // namespace docgen
