// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sbcast/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sbcast::run, argc, argv); }
