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

/// The quantity of a metric that a threshold compares.
enum class measure : std::uint8_t {
  value,
  rate,          ///< its change per second over the time of `for`
  time_to_limit, ///< seconds until memory reaches its limit if it grows as over the time of `for`
};

/// A threshold: a metric and its limit.
struct condition {
  measure what = measure::value;
  const metric* of = nullptr;
  std::string text;   ///< the left side in the rule: `cpu.percent`, `rate(pids.current)`, …
  bool below = false; ///< the alarm opens below the limit, not above
  double limit = 0;
  double clear = 0; ///< the alarm ends at this value or beyond it
  /// How long a value must be beyond the limit without a break; for the others, the time over which
  /// the change is computed.
  std::chrono::milliseconds hold{0};
  std::chrono::milliseconds clear_hold{0}; ///< how long the value must be at or beyond `clear`
};

/// Returns why no value of a running container is at or beyond `clear`; none if one can be.
std::optional<failure> never_clears(const condition& c);

/// Parses `cpu.percent > 90`, `rate(memory.workingSetBytes) > 1MB` or `time-to-limit(memory) <
/// 10m`. A limit may have `%`, a unit of bytes (`k`, `MB`, `GiB`, …) or, for seconds, of time.
/// `clear` is 5 % of the limit away from it, or the last value that can be, `hold` 0 for values,
/// else 5 minutes. Fails with `bad_option`, also for a condition that no running container can
/// meet.
expected<condition> parse_condition(std::string_view when);

/// Flapping: more than `changes` (openings and endings) within `within`.
struct flap_damping {
  unsigned changes = 0; ///< 0: never
  std::chrono::milliseconds within{0};
};

/// How some alarms are handled, selected by container patterns and kinds. Only the first rule that
/// matches an alarm decides. Without a match, every sink gets the alarm with the severity of its
/// kind.
///
/// Mute, severity and sinks apply to all sinks. Cooldown, flap damping and maintenance windows are
/// for people and apply to sinks of incidents only (see `notification_throttle`). An alarm that
/// ends another goes to the sinks of that alarm.
///
/// A rule with a condition makes alarms of its own (kind `threshold`) for all its containers, and
/// matches only those. An earlier rule may mute or redirect them.
struct rule {
  std::string name; ///< unique
  container_choice containers;
  std::bitset<alarm_kinds> kinds = std::bitset<alarm_kinds>{}.set();
  std::optional<model::severity> severity; ///< of open alarms; none: that of the kind
  bool mute = false;
  /// Globs on the kind of a sink (`amqp`) or its URL as shown (`mqtt://*`); empty: all.
  std::vector<std::string> sinks;
  /// How long an alarm must stay open before sinks of incidents get it; 0: none.
  std::chrono::milliseconds hold{0};
  std::chrono::milliseconds cooldown{0}; ///< between two openings of one kind for one identity
  flap_damping flapping;
  std::optional<model::condition> condition;
};

/// The content of a rule file.
struct rule_set {
  std::vector<rule> rules; ///< in their order
  std::vector<maintenance_window> windows;
};

/// Returns true for kinds whose alarms stay open until another alarm ends them.
bool stays_open(alarm_kind kind);

/// Returns the kind whose alarms `kind` ends, such as down for up; the same kind if an alarm is
/// ended by its own kind.
alarm_kind ended_kind(alarm_kind kind);

} // namespace docker_monitor::model
