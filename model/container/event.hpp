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

/// The container events we act on.
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

/// The action as the engine writes it, such as `"die"`.
std::string_view to_string(event_action action);

/// The action a word names; Podman's `remove` is destroy and `died` is die. None for the others
/// (`exec_start: …`, `top`, `attach`), which change nothing we show.
std::optional<event_action> parse_event_action(std::string_view word);

/// One container event, the minimum of it.
struct event {
  std::string container_id;
  event_action action = event_action::create;
  engine_time time;
  std::string name; ///< without the leading slash
  std::string image;
  std::optional<int> exit_code;   ///< of `die`
  std::optional<int> kill_signal; ///< of `kill`; absent where the engine does not say
  std::string health;             ///< of `health_status`
  /// Of `create` and `start`: all attributes, the container's labels among them.
  std::map<std::string, std::string> attributes;
};

/// What the stream reader hands over at once: events in the order they came, and what it could not
/// read.
struct event_batch {
  std::vector<event> events;
  std::uint32_t unreadable_lines = 0; ///< malformed or oversized, skipped
  bool overflow = false;              ///< events were dropped because nobody took them
};

/// What an engine remembers of an interval.
struct event_memory {
  std::vector<event> events;         ///< those we act on, in the order they happened
  std::size_t count = 0;             ///< of events of all types
  std::optional<engine_time> oldest; ///< of all types
};

} // namespace docker_monitor::model
