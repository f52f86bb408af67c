#pragma once

#include "model/alarm/alarm.hpp"
#include "model/metric/metric.hpp"
#include "model/rule/maintenance.hpp"

#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// What of a metric a threshold is about.
enum class measure : std::uint8_t {
  value,
  rate,          ///< its change a second over the time of `for`
  time_to_limit, ///< seconds until memory, growing as over the time of `for`, reaches its limit
};

/// A figure and what it may not be.
struct condition {
  measure what = measure::value;
  const metric* of = nullptr;
  std::string text;   ///< the figure as the rule says it: `cpu.percent`, `rate(pids.current)`, …
  bool below = false; ///< forbidden is what is below the limit, else what is above
  double limit = 0;
  double clear = 0; ///< from here on (this one included) it is over
  /// How long a value must be forbidden without a break; for the others, over what time the change
  /// is taken.
  std::chrono::milliseconds hold{0};
  std::chrono::milliseconds clear_hold{0}; ///< how long it must be over
};

/// Reads `cpu.percent > 90`, `rate(memory.workingSetBytes) > 1MB` or
/// `time-to-limit(memory) < 10m`. A limit may have `%`, a unit of bytes (`k`, `MB`, `GiB`, …) or,
/// for what is in seconds, of time. `clear` is 5 % of the limit away from it, `hold` 0 for values,
/// else 5 minutes. Fails with `bad_option`, also for what no container that runs can ever be.
expected<condition> parse_condition(std::string_view when);

/// When something counts as flapping: more than `changes` (openings and endings) within `within`.
struct flap_damping {
  unsigned changes = 0; ///< 0: never
  std::chrono::milliseconds within{0};
};

/// What is done about some alarms: of containers by pattern, of kinds. The first rule that matches
/// an alarm decides, and none else; where none matches, every sink is told with the severity of the
/// kind.
///
/// Mute, severity and sinks hold for every sink. Cooldown, flap damping and maintenance windows
/// are for people: only sinks of incidents know them (see `notification_throttle`). What ends an
/// alarm goes the way of the alarm it ends.
///
/// A rule with a condition makes alarms of its own (kind `threshold`) for all its containers, and
/// matches those only; a rule before it may still mute or redirect them.
struct rule {
  std::string name; ///< unique
  container_choice containers;
  std::bitset<alarm_kinds> kinds = std::bitset<alarm_kinds>{}.set();
  std::optional<model::severity> severity; ///< of what opens; none: that of the kind
  bool mute = false;
  /// Globs on the kind of a sink (`amqp`) or its URL as shown (`mqtt://*`); empty: all.
  std::vector<std::string> sinks;
  /// How long an alarm must stay open until sinks of incidents hear of it; 0: at once.
  std::chrono::milliseconds hold{0};
  std::chrono::milliseconds cooldown{0}; ///< between two openings of one kind for one identity
  flap_damping flapping;
  std::optional<model::condition> condition;
};

/// What a rule file says.
struct rule_set {
  std::vector<rule> rules; ///< in their order
  std::vector<maintenance_window> windows;
};

/// True for kinds whose alarms stay open until something ends them.
bool stays_open(alarm_kind kind);

/// The kind whose alarms `kind` ends, such as down for up; itself where the two are one kind.
alarm_kind ended_kind(alarm_kind kind);

} // namespace docker_monitor::model
