// SPDX-License-Identifier: MIT
#include "daemon/log/log.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/rotating_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "libms/base/letters.hpp"
#include "libms/text/number.hpp"

namespace msd::log {
namespace {

constexpr std::size_t rotate_bytes = 8u << 20;
constexpr std::size_t rotated_files = 3;

struct LevelRow {
    std::string_view name;
    Level level;
};
constexpr LevelRow level_rows[] = {
    {"quiet", Level::error},  {"fatal", Level::error},  {"error", Level::error},  {"warning", Level::warning},
    {"info", Level::info},    {"verbose", Level::info}, {"debug", Level::debug},  {"debug2", Level::debug},
    {"debug3", Level::debug}, {"debug4", Level::debug}, {"debug5", Level::debug},
};

spdlog::level::level_enum spdlog_level(Level level) {
    switch (level) {
        case Level::error: return spdlog::level::err;
        case Level::warning: return spdlog::level::warn;
        case Level::info: return spdlog::level::info;
        case Level::debug: return spdlog::level::debug;
    }
    return spdlog::level::info;
}

}  // namespace

Level level_named(std::string_view name, Level otherwise) {
    for (const auto& row : level_rows)
        if (ms::equal_ignoring_case(name, row.name)) return row.level;
    return otherwise;
}

struct Log::Sink {
    explicit Sink(spdlog::sink_ptr sink) : logger("msd", std::move(sink)) {}
    spdlog::logger logger;
};

Log::Log(std::unique_ptr<Sink> sink) : sink_(std::move(sink)) {}
Log::~Log() = default;

void Log::set_level(Level level) { sink_->logger.set_level(spdlog_level(level)); }

ms::Result<std::unique_ptr<Log>> Log::open(const std::string& file, Level level) try {
    spdlog::sink_ptr to;
    if (file.empty())
        to = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    else
        to = std::make_shared<spdlog::sinks::rotating_file_sink_mt>(file, rotate_bytes, rotated_files);
    auto sink = std::make_unique<Sink>(std::move(to));
    sink->logger.set_level(spdlog_level(level));
    sink->logger.flush_on(spdlog::level::debug);
    sink->logger.set_pattern(file.empty() ? "%l: %v" : "[%Y-%m-%dT%H:%M:%S.%e] %l: %v");
    return std::unique_ptr<Log>(new Log(std::move(sink)));
} catch (const spdlog::spdlog_ex& error) {
    return ms::fail(ms::Errc::system, "the log " + file + " can not be opened: " + error.what());
}

void Log::write(Level level, std::string_view line) { sink_->logger.log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size())); }

}  // namespace msd::log
