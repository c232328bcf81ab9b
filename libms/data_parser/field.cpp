// SPDX-License-Identifier: MIT
#include "libms/data_parser/field.hpp"

#include <algorithm>

namespace ms::data_parser {
namespace {

/// How much of both are the same folders: "time/limit/" and "time/start/" have "time/" in common.
std::size_t common_folders(std::string_view a, std::string_view b) {
    const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first;
    const auto same = a.substr(0, static_cast<std::size_t>(differ - a.begin()));
    return same.rfind('/') == same.npos ? 0 : same.rfind('/') + 1;
}

}  // namespace

void PathWalk::close(std::size_t length) {
    const auto deeper = open_.substr(length);
    for (auto left = std::count(deeper.begin(), deeper.end(), '/'); left > 0; --left) out_.end_object();
    open_ = open_.substr(0, length);
}

void PathWalk::enter(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    const std::string_view folders = slash == path.npos ? std::string_view{} : path.substr(0, slash + 1);
    const std::size_t common = common_folders(open_, folders);
    close(common);
    for (std::size_t at = common; at < folders.size(); at = folders.find('/', at) + 1) {
        out_.key(folders.substr(at, folders.find('/', at) - at));
        out_.begin_object();
    }
    open_ = folders;
    out_.key(path.substr(folders.size()));
}

}  // namespace ms::data_parser
