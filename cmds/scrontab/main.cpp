// SPDX-License-Identifier: MIT
#include "cmds/main.hpp"
#include "cmds/scrontab/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::scrontab::run, argc, argv); }
