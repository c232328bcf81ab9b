// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sacct/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sacct::run, argc, argv); }
