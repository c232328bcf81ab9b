// SPDX-License-Identifier: MIT
#include "cmds/sacct/run.hpp"
#include "cmds/shared/main.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sacct::run, argc, argv); }
