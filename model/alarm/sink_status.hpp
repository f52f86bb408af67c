#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace docker_monitor::model {

/// The status of a sink, as clients see it.
struct sink_status {
  /// The result of its newest attempt.
  enum class condition : std::uint8_t {
    untried,
    up,
    down,    ///< it cannot be reached, or asks for a later attempt
    failing, ///< it is reached, and has refused for good everything sent since the last success
  };

  std::string url;  ///< without user and password
  std::string kind; ///< `amqp`, `log`, …
  std::string mode; ///< `events`, `incidents`
  condition state = condition::untried;
  std::uint64_t delivered = 0;
  std::uint64_t pending = 0;
  std::uint64_t failed = 0;  ///< attempts; their alarms are pending or have been delivered since
  std::uint64_t parked = 0;  ///< refused for good by the receiver; not sent again before a restart
  std::uint64_t dropped = 0; ///< replaced by newer states because the outbox was full
  /// Why it is down, or why the newest parked alarm is parked; else empty.
  std::string last_error;
  std::optional<engine_time> oldest_pending; ///< when the oldest pending alarm happened
  std::optional<engine_time> last_delivered; ///< when an alarm was last delivered
};

/// Returns the word of the API: `"up"`, `"down"`, `"failing"`, `"untried"`.
constexpr const char* to_string(sink_status::condition condition) {
  switch (condition) {
  case sink_status::condition::up:
    return "up";
  case sink_status::condition::down:
    return "down";
  case sink_status::condition::failing:
    return "failing";
  default:
    return "untried";
  }
}

/// A sink's status that threads share: immutable.
using sink_status_ptr = std::shared_ptr<const sink_status>;

} // namespace docker_monitor::model
