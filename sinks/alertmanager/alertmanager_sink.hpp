#pragma once

#include "sinks/alertmanager/alert_table.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"
#include "sinks/webhook/http_options.hpp"
#include "sinks/webhook/http_post.hpp"
#include "sinks/webhook/retry_policy.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// Posts alerts to an Alertmanager (API v2), which forgets alerts that are not repeated: open
/// alerts each minute, and ended ones for five minutes.
class alertmanager_sink : public sink {
 public:
  /// The interval of repetitions.
  static constexpr std::chrono::seconds repeat{60};

  /// `heartbeat` is the interval of heartbeats, `clock` has both times.
  alertmanager_sink(
      const alertmanager_options& options, std::chrono::milliseconds heartbeat,
      std::function<moment()> clock);

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  void restore(std::span<const model::alarm_ptr> open) override;
  void gone(std::span<const std::string> container_ids) override;
  outcome open(std::chrono::milliseconds call_deadline) override;
  void idle() override;
  void request_stop() noexcept override { call_deadline_.request_stop(); }
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const override {
    return retry_policy_.pause();
  }

 private:
  model::expected<net::answer> post(std::span<const std::string> keys);
  outcome
  settle(const model::alarm& alarm, std::span<const std::string> keys, const net::answer& answer);
  outcome deliver_one(const model::alarm& alarm);
  outcome post_all();

  http_post http_;
  sinks::call_deadline call_deadline_;
  std::chrono::milliseconds timeout_;
  std::function<moment()> clock_;
  alert_table alerts_;
  retry_policy retry_policy_;
  /// None before the first time: a request without alerts, too, detects a wrong address.
  std::optional<std::chrono::steady_clock::time_point> posted_all_at_;
};

} // namespace docker_monitor::sinks
