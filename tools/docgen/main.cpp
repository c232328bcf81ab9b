// SPDX-License-Identifier: MIT
// docgen [--check] ROOT: write the man pages and completions below ROOT, or tell which of them are stale.
#include <cstdio>
#include <cstring>

#include "tools/docgen/commands.hpp"
#include "tools/docgen/tree.hpp"

int main(int argc, char** argv) {
    const bool check = argc == 3 && std::strcmp(argv[1], "--check") == 0;
    if (!check && argc != 2) {
        std::fputs("Usage: docgen [--check] ROOT\n", stderr);
        return 2;
    }
    const char* root = argv[argc - 1];
    const auto files = docgen::generate(root, docgen::command_docs(), MS_VERSION);
    if (!files) {
        std::fprintf(stderr, "docgen: %s\n", files.error().message.c_str());
        return 1;
    }
    const auto stale = docgen::stale(root, *files);
    for (const auto& path : stale) std::printf("%s%s\n", check ? "stale: " : "", path.c_str());
    if (check) {
        if (!stale.empty()) std::puts("Run `cmake --build BUILD --target docs` and commit what changes.");
        return stale.empty() ? 0 : 1;
    }
    if (const auto written = docgen::write(root, *files); !written) {
        std::fprintf(stderr, "docgen: %s\n", written.error().message.c_str());
        return 1;
    }
}
