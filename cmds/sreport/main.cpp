// SPDX-License-Identifier: MIT
#include "cmds/shared/main.hpp"
#include "cmds/sreport/run.hpp"

int main(int argc, char** argv) { return ms::cmds::run_main(ms::cmds::sreport::run, argc, argv); }
