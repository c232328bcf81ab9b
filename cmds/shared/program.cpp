// SPDX-License-Identifier: MIT
#include "cmds/shared/program.hpp"

#include <cstdlib>
#include <sys/stat.h>
#include <unistd.h>

#include "libms/text/number.hpp"

namespace ms::cmds {
namespace {

bool is_program(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_program(const std::string& word) {
    if (word.find('/') != std::string::npos) return is_program(word) ? word : "";
    const char* path = std::getenv("PATH");
    for (const std::string& place : text::split_list(path ? path : "/usr/local/bin:/usr/bin:/bin", ':'))
        if (std::string there = place + "/" + word; is_program(there)) return there;
    return {};
}

}  // namespace ms::cmds
