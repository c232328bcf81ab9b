// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/sbatch/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sbatch::run, argc, argv); }
