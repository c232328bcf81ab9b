// SPDX-License-Identifier: MIT
// Writes a tree of values as JSON or YAML while it is walked; nothing of it is kept but the text not yet taken, so a
// million jobs need no more memory than one.
//
// The JSON is laid out as Slurm lays it out: two blanks a level, "\/" for a slash, an empty list over two lines. The
// YAML is the one of its libyaml, with a tag before every value.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "libms/data_parser/style.hpp"

namespace ms::data_parser {

class Writer {
  public:
    explicit Writer(const Style& style) : style_(style) {}
    virtual ~Writer() = default;

    virtual void begin_object() = 0;
    virtual void end_object() = 0;
    virtual void begin_list() = 0;
    virtual void end_list() = 0;
    /// The name of the value that follows, inside of an object.
    virtual void key(std::string_view name) = 0;

    virtual void text(std::string_view value) = 0;
    virtual void integer(std::int64_t value) = 0;
    virtual void real(double value) = 0;
    virtual void truth(bool value) = 0;
    virtual void null() = 0;
    /// Behind the last value.
    virtual void finish() = 0;

    const Style& style() const { return style_; }
    std::size_t waiting() const { return out_.size(); }
    /// What has been written since the last time.
    std::string take() { return std::exchange(out_, {}); }

  protected:
    std::string out_;

  private:
    Style style_;
};

std::unique_ptr<Writer> make_writer(const Style& style);
std::unique_ptr<Writer> make_json_writer(const Style& style);
std::unique_ptr<Writer> make_yaml_writer(const Style& style);

/// The first `length` bytes of `text` that form one character of UTF-8; 0 where it has none.
std::size_t utf8_length(std::string_view text);

}  // namespace ms::data_parser
