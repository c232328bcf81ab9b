// SPDX-License-Identifier: MIT
#include "cmds/scrontab/run.hpp"
#include "cmds/shared/main.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::scrontab::run, argc, argv); }
