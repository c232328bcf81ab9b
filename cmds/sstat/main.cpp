// SPDX-License-Identifier: MIT
#include "cmds/shared/main.hpp"
#include "cmds/sstat/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sstat::run, argc, argv); }
