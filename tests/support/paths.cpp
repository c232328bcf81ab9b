// SPDX-License-Identifier: MIT
#include "tests/support/paths.hpp"

namespace ms::test {
namespace {
std::string below(const char* root, const std::string& path) { return path.empty() ? root : root + ("/" + path); }
}  // namespace

std::string source_path(const std::string& path) { return below(MS_SOURCE_DIR, path); }
std::string binary_path(const std::string& path) { return below(MS_BINARY_DIR, path); }
std::string shared_path(const std::string& path) { return below(MS_SOURCE_DIR "/../shared", path); }

}  // namespace ms::test
