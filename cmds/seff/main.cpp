// SPDX-License-Identifier: MIT
#include "cmds/seff/run.hpp"
#include "cmds/shared/main.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::seff::run, argc, argv); }
