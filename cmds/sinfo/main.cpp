// SPDX-License-Identifier: MIT
#include "cmds/shared/main.hpp"
#include "cmds/sinfo/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sinfo::run, argc, argv); }
