// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/scancel/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::scancel::run, argc, argv); }
