#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::model {

/// What happened to a container.
enum class alarm_kind : std::uint8_t { down, up, paused, unpaused };

/// How we learnt of it.
enum class alarm_origin : std::uint8_t {
  live,       ///< from the event stream as it happened
  replayed,   ///< from the engine's event buffer after a reconnect
  reconciled, ///< by comparing states; the event itself was never seen
};

/// Why a container went down.
enum class down_cause : std::uint8_t {
  stopped, ///< asked for
  exited,  ///< by itself, with code 0
  crashed, ///< by itself, with another code or by a signal
  oom,     ///< killed for lack of memory
  engine,  ///< the engine went away under it
};

/// Whether something else will end this alarm.
enum class alarm_state : std::uint8_t { open, closed, event };

/// One transition of one container, as sinks deliver it.
struct alarm {
  std::string id; ///< stable: the same transition always has the same id
  alarm_kind kind = alarm_kind::down;
  alarm_state state = alarm_state::open;
  alarm_origin origin = alarm_origin::live;
  engine_time time;
  std::string container_id;
  std::string container_name;
  std::string image;
  std::string image_id;            ///< empty while unknown
  std::string closes;              ///< id of the alarm this one ends, else empty
  std::optional<int> exit_code;    ///< of a down, where known
  std::optional<down_cause> cause; ///< of a down, where known
};

/// An alarm as it is shared between actors: immutable.
using alarm_ptr = std::shared_ptr<const alarm>;

/// The words of the alarm format: `"down"`, `"reconciled"`, `"oom"`, `"open"`, ….
std::string_view to_string(alarm_kind kind);
std::string_view to_string(alarm_origin origin);
std::string_view to_string(down_cause cause);
std::string_view to_string(alarm_state state);

/// The sentence of a kind, such as `"container went down"`.
std::string_view description(alarm_kind kind);

/// `"Major"` or `"Clear"`.
std::string_view severity(alarm_kind kind);

/// The alarm in its default form: one JSON object on one line, the dojot members first. Invalid
/// UTF-8 in names becomes U+FFFD.
std::string to_json(const alarm& alarm);

/// The alarm as dojot's alarm-manager validates it: namespace `dojot.docker`, domain
/// `ContainerError`, `additionalData` exactly exitCode ("NA" if none) and imageId, the time without
/// a zone and with three fraction digits. It drops messages with any other member.
std::string to_alarm_manager_json(const alarm& alarm);

} // namespace docker_monitor::model
