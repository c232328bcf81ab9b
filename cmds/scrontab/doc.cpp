// SPDX-License-Identifier: MIT
#include "cmds/scrontab/options.hpp"
#include "cmds/scrontab/run.hpp"

namespace ms::cmds::scrontab {

const CommandDoc& doc() {
    static const CommandDoc doc{"scrontab", "manage recurring jobs",
                                "scrontab [-u user] file|-\nscrontab [-u user] -e|-l|-r",
                                options::rows_of(option_table()), {}, "file"};
    return doc;
}

}  // namespace ms::cmds::scrontab
