// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sattach/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sattach::run, argc, argv); }
