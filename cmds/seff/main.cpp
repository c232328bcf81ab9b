// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/seff/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::seff::run, argc, argv); }
