#include "app/log_output.hpp"

#include "app/log_line.hpp"

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::app {

namespace {

/// Formats lines with a function.
class line_formatter final : public spdlog::formatter {
 public:
  using maker = std::string (*)(model::engine_time, std::string_view, std::string_view);

  explicit line_formatter(maker make) : make_{make} {}

  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& to) override {
    const auto level = spdlog::level::to_string_view(message.level);
    const auto line = make_(
        message.time, {level.data(), level.size()},
        {message.payload.data(), message.payload.size()});
    to.append(line.data(), line.data() + line.size());
    to.push_back('\n');
  }

  [[nodiscard]] std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<line_formatter>(make_);
  }

 private:
  maker make_;
};

} // namespace

void set_up_log(const config::options& options) {
  constexpr std::size_t lines_kept = 4096;
  spdlog::init_thread_pool(lines_kept, 1);
  auto logger = std::make_shared<spdlog::async_logger>(
      "docker-monitor", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
      spdlog::async_overflow_policy::overrun_oldest);
  logger->set_level(spdlog::level::from_str(options.log_level));
  logger->set_formatter(std::make_unique<line_formatter>(
      options.log_format == "json" ? app::json_log_line : app::text_log_line));
  spdlog::set_default_logger(std::move(logger));
}

} // namespace docker_monitor::app
