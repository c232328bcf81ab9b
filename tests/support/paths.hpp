// SPDX-License-Identifier: MIT
// Where the tests find the checkout and what was built. One source file knows, so that all others compile to the same
// object in every checkout, and a compiler cache serves them all.
#pragma once

#include <string>

namespace ms::test {

/// The root of the repository, and files below it: source_path("tests/scenarios").
std::string source_path(const std::string& below = "");
/// The build directory, and files below it.
std::string binary_path(const std::string& below = "");
/// Data beside the checkout (../shared); tests that use it say what they skip where it is not there.
std::string shared_path(const std::string& below = "");

}  // namespace ms::test
