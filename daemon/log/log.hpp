// SPDX-License-Identifier: MIT
// msd's log: one line an event, to a file that rotates (user mode) or to stderr, which systemd hands to the journal.
// Never a secret: no environment, no script text.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "libms/base/result.hpp"

namespace msd::log {

enum class Level { error, warning, info, debug };

/// By slurm.conf's names (quiet, fatal, error, info, verbose, debug…) and ours; nullopt when unknown.
Level level_named(std::string_view name, Level otherwise);

class Log {
  public:
    /// `file` empty: stderr. Error: the file can not be opened.
    static ms::Result<std::unique_ptr<Log>> open(const std::string& file, Level level);
    ~Log();

    void error(std::string_view line) { write(Level::error, line); }
    void warning(std::string_view line) { write(Level::warning, line); }
    void info(std::string_view line) { write(Level::info, line); }
    void debug(std::string_view line) { write(Level::debug, line); }

    /// From any thread.
    void set_level(Level level);

  private:
    struct Sink;
    explicit Log(std::unique_ptr<Sink> sink);
    void write(Level level, std::string_view line);
    std::unique_ptr<Sink> sink_;
};

}  // namespace msd::log
