#include "logging/log_output.hpp"

#include "logging/log.hpp"
#include "logging/log_line.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

namespace docker_monitor::logging {

namespace {

/// The form of the lines.
enum class log_form : std::uint8_t {
  text,
  journal, ///< text after the priority of the line
  json,
};

class line_formatter final : public spdlog::formatter {
 public:
  explicit line_formatter(log_form form) : form_{form} {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    const auto word = spdlog::level::to_string_view(message.level);
    const std::string_view level{word.data(), word.size()};
    const auto parts = parts_of(message);
    if (form_ == log_form::journal)
      append(to, journal_priority(level));
    append(
        to, form_ == log_form::json
                ? json_log_line(message.time, level, parts.message, parts.members)
                : text_log_line(message.time, level, parts.message));
    to.push_back('\n');
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<line_formatter>(form_);
  }

 private:
  static void append(spdlog::memory_buf_t& to, std::string_view text) {
    to.append(text.data(), text.data() + text.size());
  }

  log_form form_;
};

bool logs_to_journal(const std::string& journal_stream) {
  struct stat found {};
  return ::fstat(STDERR_FILENO, &found) == 0
         && is_journal(journal_stream, found.st_dev, found.st_ino);
}

log_form form_of(const log_settings& settings) {
  if (settings.json)
    return log_form::json;
  return logs_to_journal(settings.journal_stream) ? log_form::journal : log_form::text;
}

} // namespace

void set_up_log(const log_settings& settings) {
  constexpr std::size_t lines_kept = 4096;
  spdlog::init_thread_pool(lines_kept, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "docker-monitor", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(spdlog::level::from_str(settings.level));
  logger->set_formatter(std::make_unique<line_formatter>(form_of(settings)));
  spdlog::set_default_logger(std::move(logger));
}

} // namespace docker_monitor::logging
