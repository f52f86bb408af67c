#pragma once

#include "sinks/sink.hpp"
#include "sinks/webhook/http_post.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// The meaning of an HTTP status for the content sent.
enum class answer_class : std::uint8_t {
  delivered, ///< 2xx
  later,     ///< the receiver is temporarily unable: 408, 429, 502, 503, 504
  error,     ///< an error of the receiver, possibly caused by this alarm: any other 5xx
  refused,   ///< the receiver refuses the content: any other status, including redirects
};

answer_class classify_status(unsigned status);

/// Decides the outcome of alarms from the answers to them, and stores the delay that a receiver
/// requests.
class retry_policy {
 public:
  /// How often an alarm is sent to a receiver that refuses it.
  static constexpr int max_refusals = 5;

  /// Returns the outcome of the alarm with this id. `refused` or `permission` means try again,
  /// `parked` never.
  outcome evaluate(const std::string& id, const net::answer& answer);

  /// See `sink::retry_after`.
  [[nodiscard]] std::optional<std::chrono::seconds> pause() const;

 private:
  std::map<std::string, int> refusals_; ///< of alarms by id; removed once delivered or parked
  std::chrono::steady_clock::time_point until_;
};

} // namespace docker_monitor::sinks
