#pragma once

#include "sinks/sink.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// Sends a text to the hub of a fleet and waits for its answer.
using hub_request = std::function<model::expected<std::string>(
    const std::string& text, std::chrono::milliseconds limit)>;

/// Returns why the hub cannot be reached; empty where it can.
using hub_problem = std::function<std::string()>;

/// Sends alarms to the hub of a fleet, which answers once they are on its disk.
class fleet_sink : public sink {
 public:
  /// Calls `request` and `problem` on the sink's thread.
  fleet_sink(hub_request request, hub_problem problem, model::log_lines lines)
      : request_{std::move(request)}, problem_{std::move(problem)}, lines_{lines} {}

  /// Waits for the connection, which `fleet_reporter` makes, for three seconds at most.
  outcome open(std::chrono::milliseconds call_deadline) override;

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;

  void request_stop() noexcept override { stop_requested_ = true; }

 private:
  outcome send(const std::string& text, std::chrono::milliseconds limit);

  hub_request request_;
  hub_problem problem_;
  model::log_lines lines_;
  std::atomic<bool> stop_requested_{false};
};

} // namespace docker_monitor::sinks
