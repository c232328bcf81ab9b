// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sacctmgr/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sacctmgr::run, argc, argv); }
