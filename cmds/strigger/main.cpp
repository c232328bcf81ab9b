// SPDX-License-Identifier: MIT
#include "cmds/shared/main.hpp"
#include "cmds/strigger/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::strigger::run, argc, argv); }
