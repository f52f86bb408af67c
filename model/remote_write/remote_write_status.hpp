#pragma once

#include "model/alarm/sink_status.hpp"
#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace docker_monitor::model {

/// The status of a receiver of remote write, as clients see it. All but `failed` count samples.
struct remote_write_status {
  std::string url; ///< without user and password
  /// As a sink's: `failing` where the receiver has refused everything since the last success.
  sink_status::condition state = sink_status::condition::untried;
  std::uint64_t sent = 0;
  std::uint64_t pending = 0; ///< wait for the receiver
  std::uint64_t failed = 0;  ///< requests that failed and are sent again
  std::uint64_t dropped = 0; ///< for want of room
  std::uint64_t refused = 0; ///< by the receiver, for good
  std::string last_error;    ///< why it is down, or has refused the newest refused samples
  std::optional<engine_time> oldest_pending; ///< when the oldest waiting samples were taken
  std::optional<engine_time> last_sent;      ///< when samples were last accepted
};

/// A status that threads share: immutable.
using remote_write_status_ptr = std::shared_ptr<const remote_write_status>;

} // namespace docker_monitor::model
