// SPDX-License-Identifier: MIT
#include "cmds/salloc/options.hpp"
#include "cmds/salloc/run.hpp"

namespace ms::cmds::salloc {

const CommandDoc& doc() {
    static const CommandDoc doc{"salloc", "hold resources while a shell or a command runs",
                                "salloc [OPTIONS...] [command [arguments...]]", table().rows(), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::salloc
