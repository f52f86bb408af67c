#pragma once

#include "model/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The container events that change the table.
enum class event_action : std::uint8_t {
  create,
  start,
  kill,
  die,
  stop,
  oom,
  pause,
  unpause,
  rename,
  update,
  health_status,
  destroy,
};

/// Returns the action as the engine writes it, such as `"die"`.
std::string_view to_string(event_action action);

/// Returns the action that a word names; Podman's `remove` is destroy and `died` is die. Returns
/// none for others (`exec_start: …`, `top`, `attach`), which change nothing that is shown.
std::optional<event_action> parse_event_action(std::string_view word);

/// One container event, reduced to the members in use.
struct event {
  std::string container_id;
  event_action action = event_action::create;
  engine_time time;
  std::string name; ///< without the leading slash
  std::string image;
  std::optional<int> exit_code;   ///< of `die`
  std::optional<int> kill_signal; ///< of `kill`; empty if the engine does not name it
  std::string health;             ///< of `health_status`
  /// Of `create` and `start`: all attributes, the container's labels among them.
  std::map<std::string, std::string> attributes;
};

/// What the stream reader passes on at once: events in the order of arrival, and what it could not
/// read.
struct event_batch {
  std::vector<event> events;
  std::uint32_t unreadable_lines = 0; ///< malformed or oversized, skipped
  bool overflow = false;              ///< events were dropped because the reader's queue was full
};

/// The events of an interval that an engine remembers.
struct event_memory {
  std::vector<event> events;         ///< handled actions only, in the order they happened
  std::size_t count = 0;             ///< number of events of all types
  std::optional<engine_time> oldest; ///< of all types
};

} // namespace docker_monitor::model
