#pragma once

#include "model/alarm/alarm.hpp"
#include "model/rule/rules.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The audience of an alarm: sinks that get every transition, or sinks that get incidents.
enum class audience : std::uint8_t { events, incidents };

/// A sink, as far as rules use it.
struct rule_sink {
  std::string key;  ///< its name in saved states: unique and stable across restarts
  std::string kind; ///< such as `amqp`
  std::string url;  ///< without user and password
  model::audience audience = model::audience::events;
};

/// Indices of sinks in the list of the rule engine.
using sink_numbers = std::vector<std::size_t>;

/// The decision of the rules about one alarm.
struct routing_decision {
  bool muted = false; ///< no sink gets it
  model::severity severity = model::severity::major;
  std::string rule;                      ///< that decided; empty: none
  bool every_sink = true;                ///< all of the audience, also sinks that are added later
  sink_numbers sinks;                    ///< the sinks of the audience that get it
  std::chrono::milliseconds hold{0};     ///< for the notification throttle
  std::chrono::milliseconds cooldown{0}; ///< for the notification throttle
  flap_damping flapping;
};

/// The rules, and their decisions about open alarms. An alarm that ends another goes to the sinks
/// of that alarm, even if the rules have changed. An alarm that ends one and opens another (a
/// restart loop that escalates) goes to these sinks and to those of the rules.
class rule_engine {
 public:
  /// The area of the saved states.
  static constexpr const char* area = "verdict";

  /// The number of open alarms whose routing decision is kept; the oldest are removed first.
  static constexpr std::size_t max_open = 20'000;

  rule_engine(rule_set rules, std::vector<rule_sink> sinks);

  /// Replaces the rules; decisions about open alarms stay.
  void replace(rule_set rules) { rules_ = std::move(rules); }

  [[nodiscard]] const rule_set& rules() const { return rules_; }

  /// Decides about an alarm for an audience. `container` is the alarm's container; if it is null,
  /// the names in the alarm are used. The routing decision about an open alarm is kept until the
  /// alarm is ended.
  routing_decision evaluate(const alarm& alarm, const container* container, audience audience);

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  struct remembered {
    model::routing_decision decision;
    std::uint64_t number = 0; ///< in order of arrival
  };

  [[nodiscard]] model::routing_decision
  decide(const alarm& alarm, const container* container, audience audience) const;
  void remember(const std::string& key, const routing_decision& decision);

  rule_set rules_;
  std::vector<rule_sink> sinks_;
  std::unordered_map<std::string, remembered> open_; ///< by audience and alarm id
  std::unordered_set<std::string> unsaved_;
  std::uint64_t count_ = 0;
};

/// Returns a sentence for each problem of the rules: names of sinks that do not exist.
std::vector<std::string> lint(const rule_set& rules, const std::vector<rule_sink>& sinks);

/// Applies the routing decision to the alarm: the severity, except for a `clear` alarm, and the
/// rule if it gave the severity.
void apply(const routing_decision& decision, alarm& alarm);

/// Returns a routing decision as in saved states: sinks by their keys, without the severity.
std::string to_json(const routing_decision& decision, const std::vector<rule_sink>& sinks);

/// Reads the text of `to_json`. Sinks that no longer exist are left out; a decision for every sink
/// applies to all of `audience`. Fails with `malformed`.
expected<routing_decision> parse_routing_decision(
    std::string_view json, const std::vector<rule_sink>& sinks, audience audience);

} // namespace docker_monitor::model
