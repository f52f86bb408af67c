#pragma once

#include "model/event/event.hpp"
#include "model/failure.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// How far an engine's events are read, kept across restarts.
struct event_cursor {
  /// The area and the key of the saved state with the cursor.
  static constexpr std::string_view area = "listener";
  static constexpr std::string_view key = "cursor";

  std::string engine_id; ///< empty if the engine has no stable one
  std::optional<engine_time> newest;
  /// The newest event: container, action and time only. If the engine replays it, it has lost no
  /// later events.
  std::optional<event> last;
  /// When the engine's containers were first adopted; earlier events are ignored.
  std::optional<engine_time> adopted;
  /// Until when events are known to have arrived, if later than the newest.
  std::optional<engine_time> contact;
  std::string boot_id; ///< of the machine's boot; empty if the engine is on another machine
  std::string engine_host_name{}; ///< of the engine's machine; empty if unknown
};

/// Returns the cursor as a text.
std::string write_cursor(const event_cursor& cursor);

/// Reads the text of `write_cursor`. Fails with `malformed`.
expected<event_cursor> read_cursor(const std::string& text);

} // namespace docker_monitor::model
