// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/scontrol/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::scontrol::run, argc, argv); }
