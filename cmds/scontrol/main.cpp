// SPDX-License-Identifier: MIT
#include "cmds/scontrol/run.hpp"
#include "cmds/shared/main.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::scontrol::run, argc, argv); }
