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

/// Who listens: sinks that get every transition, or those that get incidents.
enum class audience : std::uint8_t { events, incidents };

/// A sink as rules know it.
struct rule_sink {
  std::string key;  ///< names it in saved states: unique, the same after a restart
  std::string kind; ///< such as `amqp`
  std::string url;  ///< as it is shown
  model::audience audience = model::audience::events;
};

/// Sinks by their numbers, which are their places in the list the rule book was given.
using sink_numbers = std::vector<std::size_t>;

/// What the rules say of one alarm.
struct routing_decision {
  bool muted = false; ///< nobody is told
  model::severity severity = model::severity::major;
  std::string rule;                      ///< that decided; empty: none did
  bool every_sink = true;                ///< of the audience, those that come later too
  sink_numbers sinks;                    ///< those of the audience that are told
  std::chrono::milliseconds hold{0};     ///< for the notification throttle, as the next two
  std::chrono::milliseconds cooldown{0}; ///< for the notification throttle, as the next
  flap_damping flapping;
};

/// The rules, and what they decided about the alarms that are open: whatever ends an alarm goes
/// where that alarm went, whatever the rules say by then. What ends one and opens another (a graver
/// restart loop) goes there, and where the rules want it.
class rule_engine {
 public:
  /// The area of the saved states.
  static constexpr const char* area = "verdict";

  /// Opened alarms whose routing decision is remembered; the oldest are forgotten first.
  static constexpr std::size_t max_open = 20'000;

  rule_engine(rule_set rules, std::vector<rule_sink> sinks);

  /// Replaces the rules; decisions on what is open stay.
  void replace(rule_set rules) { rules_ = std::move(rules); }

  [[nodiscard]] const rule_set& rules() const { return rules_; }

  /// Decides about an alarm for an audience. `container` is the one it is about; where it is null,
  /// the names in the alarm must do. Remembers the routing decision on what opens until it is
  /// ended.
  routing_decision evaluate(const alarm& alarm, const container* container, audience audience);

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

 private:
  struct remembered {
    model::routing_decision decision;
    std::uint64_t number = 0; ///< in the order they came
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

/// What is odd about rules for these sinks, a sentence each: rules that name sinks nobody has.
std::vector<std::string> lint(const rule_set& rules, const std::vector<rule_sink>& sinks);

/// Puts the routing decision into the alarm: the severity, unless it ends something, and the rule
/// where that gave the severity.
void apply(const routing_decision& decision, alarm& alarm);

/// A routing decision as saved states have it: sinks by their keys. Severity is left out.
std::string to_json(const routing_decision& decision, const std::vector<rule_sink>& sinks);

/// Reads what `to_json` wrote; sinks that are no more are left out, and where all are told, it is
/// all of `audience`. Fails with `malformed`.
expected<routing_decision> parse_routing_decision(
    std::string_view json, const std::vector<rule_sink>& sinks, audience audience);

} // namespace docker_monitor::model
