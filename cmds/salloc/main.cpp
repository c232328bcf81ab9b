// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/salloc/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::salloc::run, argc, argv); }
