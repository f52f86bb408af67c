#pragma once

#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"
#include "sinks/webhook/http_options.hpp"
#include "sinks/webhook/http_post.hpp"
#include "sinks/webhook/retry_policy.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace docker_monitor::sinks {

/// Posts each alarm in a request of its own, in order. `Idempotency-Key` is the alarm's id; with a
/// signing key, `X-Docker-Monitor-Signature` is `sha256=` and the HMAC-SHA256 of the body.
///
/// Any 2xx counts as delivered. 408, 429 and 5xx are tried again, after the delay in `Retry-After`.
/// Any other answer, including redirects that are not followed, is tried five times; then the alarm
/// is parked.
/// times, then the alarm is parked.
class webhook_sink : public sink {
 public:
  webhook_sink(webhook_options options, model::log_lines lines);

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  outcome open(std::chrono::milliseconds call_deadline) override;
  void idle() override {}
  void request_stop() noexcept override { call_deadline_.request_stop(); }
  [[nodiscard]] std::optional<std::chrono::seconds> retry_after() const override {
    return retry_policy_.pause();
  }

 private:
  outcome post(const model::alarm& alarm, std::chrono::milliseconds limit);
  outcome send(const model::alarm& alarm);

  webhook_options options_;
  model::log_lines lines_;
  http_post http_;
  sinks::call_deadline call_deadline_;
  retry_policy retry_policy_;
  bool reached_ = false; ///< the last attempt reached the receiver
  bool failing_ = false; ///< the rest of this call is skipped
};

} // namespace docker_monitor::sinks
