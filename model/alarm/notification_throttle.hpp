#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/rule/rule_engine.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// An alarm on its way to the sinks of incidents.
struct routed_alarm {
  model::alarm alarm;
  model::routing_decision decision;
  container_ptr container; ///< that it is about; null where unknown
};

/// What stands before the sinks of incidents, so that people are not told the same thing again and
/// again. (Sinks of events are not asked: they get one alarm per transition, always.)
///
/// - Maintenance: what opens in a window is held, and told when the window ends if it still is
/// open.
///   What was told before ends as ever.
/// - Hold: what its rule wants to have lasted for a time is told when it has.
/// - Cooldown: of one rule, identity and kind one alarm opens in that time; a further one is held,
///   and told when the time is over if it still is open.
/// - Flapping: while something changes more often than its rule allows, its ending is held back: to
///   people it is one alarm that ends once it has been quiet for the time the changes are counted
///   in. What ends it then names the alarm that was told, though others were opened meanwhile.
/// - What ends an alarm nobody was told of is not told; what ends one that was told always is.
/// - What ends one alarm and opens another (a restart loop that becomes graver, or that a crash
/// turns
///   out to be) is told where the first was, and takes its place where that is held.
/// - Events (nothing ends them) are not told where their opening would be held.
class notification_throttle {
 public:
  /// The area of the saved states.
  static constexpr const char* area = "gate";

  /// `sinks` as the rule book has them, for the saved states.
  notification_throttle(std::vector<maintenance_window> windows, std::vector<rule_sink> sinks);

  /// Replaces the windows: what is held for one that is no more is told by the next `expire`.
  void replace(std::vector<maintenance_window> windows, engine_time now);

  /// A container has another identity now, and what is remembered goes with it.
  void rename(const std::string& former_identity, const std::string& identity);

  /// Takes an alarm; appends what is to be told at once to `out`.
  void take(routed_alarm news, engine_time now, std::vector<routed_alarm>& out);

  /// Appends what was held long enough.
  void expire(engine_time now, std::vector<routed_alarm>& out);

  /// When `expire` should be called next; none while nothing is held.
  [[nodiscard]] std::optional<engine_time> next_deadline() const;

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

  /// Subjects that are remembered, for tests of how much that is.
  [[nodiscard]] std::size_t size() const { return subjects_.size(); }

 private:
  struct held_opening {
    routed_alarm what;
    engine_time cool;                      ///< when its cooldown is over
    std::optional<engine_time> maintained; ///< until then
    [[nodiscard]] engine_time until() const;
  };
  /// What was told to be open, and what it is called now.
  struct told_opening {
    std::string id;
    std::string name;
    std::string image;
    std::string host;
    std::string stands_for; ///< id of what is open now in its place
  };
  /// A kind of alarm of one identity by one rule.
  struct subject {
    std::chrono::milliseconds cooldown{0};
    flap_damping flapping;
    std::optional<engine_time> opened; ///< when an opening was told last
    std::vector<engine_time> changes;  ///< the newest, one more than allowed at most
    bool is_flapping = false;
    std::optional<told_opening> told; ///< kept where something may be held
    std::optional<routed_alarm> held_ending;
    std::vector<held_opening> held;

    [[nodiscard]] engine_time calm() const;
    [[nodiscard]] std::optional<engine_time> deadline() const;
    [[nodiscard]] bool is_idle(engine_time now) const;
  };

  void supersede(routed_alarm& news);
  void open(subject& s, routed_alarm news, engine_time now, std::vector<routed_alarm>& out);
  static void close(subject& s, routed_alarm news, std::vector<routed_alarm>& out);
  static void note_change(subject& s, engine_time now);
  static void
  tell_opening(subject& s, routed_alarm opening, engine_time now, std::vector<routed_alarm>& out);
  static void tell_ending(subject& s, routed_alarm ending, std::vector<routed_alarm>& out);
  static bool settle(subject& s, engine_time now, std::vector<routed_alarm>& out);
  void changed(const std::string& key);
  void forget_idle(engine_time now);
  [[nodiscard]] std::string to_json(const subject& s) const;

  std::vector<maintenance_window> windows_;
  std::vector<rule_sink> sinks_;
  std::unordered_map<std::string, subject> subjects_;
  std::unordered_set<std::string> waiting_; ///< keys of those that hold something
  std::unordered_set<std::string> unsaved_;
  std::size_t tidy_at_ = 1024;
};

} // namespace docker_monitor::model
