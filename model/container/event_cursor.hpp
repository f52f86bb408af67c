#pragma once

#include "model/container/event.hpp"
#include "model/failure.hpp"

#include <optional>
#include <string>

namespace docker_monitor::model {

/// Up to where an engine's events are taken, as it is kept across restarts.
struct event_cursor {
  std::string engine_id; ///< empty where the engine has no stable one
  std::optional<engine_time> newest;
  /// The newest event: container, action and time only. If the engine tells it again, it has
  /// forgotten nothing since.
  std::optional<event> last;
  /// When the engine's containers were first taken as they were; events before are history.
  std::optional<engine_time> adopted;
  /// Until when the engine's events are known to have come, where that is later than the newest.
  std::optional<engine_time> contact;
  std::string boot_id; ///< of the machine's boot; empty where the engine is on another machine
};

/// The cursor as a text.
std::string write_cursor(const event_cursor& cursor);

/// Reads it back. Fails with `malformed`.
expected<event_cursor> read_cursor(const std::string& text);

} // namespace docker_monitor::model
