#pragma once

#include "sinks/sink.hpp"
#include "sinks/webhook/http_post.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace docker_monitor::sinks {

/// What an HTTP status says about what was sent.
enum class answer_class : std::uint8_t {
  delivered, ///< 2xx
  later,     ///< the receiver is not up to it now: 408, 429, 502, 503, 504
  error,     ///< something went wrong there, with this alarm perhaps: any other 5xx
  refused,   ///< what was sent will not be taken: anything else, redirects too
};

/// What a status says.
answer_class classify_status(unsigned status);

/// Decides what becomes of alarms by the answers to them, and keeps the pause a receiver asked for.
class retry_policy {
 public:
  /// How often an alarm is sent to a receiver that says it is wrong.
  static constexpr int max_refusals = 5;

  /// The fate of the alarm with this id. `refused` or `permission` means again, `parked` never.
  outcome evaluate(const std::string& id, const net::answer& answer);

  /// As `sink::retry_after`.
  [[nodiscard]] std::optional<std::chrono::seconds> pause() const;

 private:
  std::map<std::string, int> refusals_; ///< of alarms by id; gone once delivered or parked
  std::chrono::steady_clock::time_point until_;
};

} // namespace docker_monitor::sinks
