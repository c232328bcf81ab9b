// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sdiag/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sdiag::run, argc, argv); }
