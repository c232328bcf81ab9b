// SPDX-License-Identifier: MIT
// A field of a record: the path of its key, its value, and the versions that have it.
//
// Rows with the same first parts of their paths stand together, since the objects around them are opened and closed
// on the way from row to row.
#pragma once

#include <span>
#include <string_view>

#include "libms/data_parser/value.hpp"

namespace ms::data_parser {

inline constexpr int any_version = 1 << 30;

template <class R>
struct Field {
    std::string_view path;  // "time/limit"
    Value (*value)(const R& record);
    int since = 0;
    int until = any_version;

    bool exists(int version) const { return version >= since && version <= until; }
};

/// Opens and closes the objects between one path and the next.
class PathWalk {
  public:
    explicit PathWalk(Writer& out) : out_(out) { out_.begin_object(); }
    ~PathWalk() { close(0), out_.end_object(); }
    PathWalk(const PathWalk&) = delete;
    PathWalk& operator=(const PathWalk&) = delete;

    /// Writes the key of `path`; its value comes next.
    void enter(std::string_view path);

  private:
    void close(std::size_t length);  // all objects but those within the first `length` characters of open_

    Writer& out_;
    std::string_view open_;  // the folders of the last path, with a slash at the end
};

/// The fields, as an object.
template <class R>
void write_record(Writer& out, std::span<const Field<R>> fields, const R& record) {
    PathWalk walk(out);
    for (const Field<R>& field : fields) {
        if (!field.exists(out.style().version)) continue;
        walk.enter(field.path);
        field.value(record).write(out);
    }
}

}  // namespace ms::data_parser
