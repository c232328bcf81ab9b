// SPDX-License-Identifier: MIT
// A record as scontrol show prints it: lines of KEY=VALUE, all on one line with --oneliner.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cmds/shared/date_style.hpp"
#include "libms/base/units.hpp"
#include "libms/text/date.hpp"
#include "libms/text/number.hpp"

namespace ms::cmds::scontrol {

inline std::string record_text(const std::vector<std::string>& lines, bool one_line) {
    return one_line ? text::join(lines, " ") + "\n" : text::join(lines, "\n   ") + "\n\n";
}

inline std::string or_null(const std::string& text) { return text.empty() ? "(null)" : text; }
inline std::string yes_no(bool value) { return value ? "YES" : "NO"; }
/// Dates as SLURM_TIME_FORMAT wants them.
class Dates {
  public:
    explicit Dates(Time now) : style_(date_style()), now_(now) {}
    std::string operator()(Time time, const char* otherwise = "Unknown") const {
        return is_set(time) ? text::format_date(time, style_, now_) : otherwise;
    }

  private:
    std::string style_;
    Time now_;
};

}  // namespace ms::cmds::scontrol
