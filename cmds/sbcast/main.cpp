// SPDX-License-Identifier: MIT
#include "cmds/sbcast/run.hpp"
#include "cmds/shared/main.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sbcast::run, argc, argv); }
