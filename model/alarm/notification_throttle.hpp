#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/container.hpp"
#include "model/rule/rule_engine.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// An alarm for the sinks of incidents.
struct routed_alarm {
  model::alarm alarm;
  model::routing_decision decision;
  container_ptr container; ///< the alarm's container; null where unknown
};

/// Limits what the sinks of incidents receive, so that people do not get repeated notifications.
/// Sinks of events are not affected: they get one alarm per transition.
///
/// - Maintenance: an opening in a window is held. It is sent when the window ends if the alarm is
///   still open. The ending of an alarm sent before is not held.
/// - Hold: if a rule sets a hold time, an opening is sent when it has lasted that long.
/// - Cooldown: per rule, identity and kind one alarm opens in that time. A further opening is held,
///   and sent when the time is over if the alarm is still open.
/// - Flapping: while an alarm changes more often than its rule allows, its ending is held back.
///   Receivers see one alarm, which ends after a quiet time equal to the interval in which changes
///   are counted. The ending names the alarm that was sent, even if others opened meanwhile.
/// - The ending of an alarm that was not sent is dropped; the ending of one that was sent is always
///   sent.
/// - An alarm that ends one and opens another (a restart loop that escalates, or that follows a
///   crash) is sent if the first was sent, and takes its place if the first is held.
/// - Events (nothing ends them) are dropped where their opening would be held. A requested stop is
///   one; it waits for the hold time and is dropped if the container is up again by then.
class notification_throttle {
 public:
  /// The area of the saved states.
  static constexpr const char* area = "gate";

  /// `sinks` in the order of the rule engine, for the saved states.
  notification_throttle(std::vector<maintenance_window> windows, std::vector<rule_sink> sinks);

  /// Replaces the windows. The next `expire` sends what was held for a removed window.
  void replace(std::vector<maintenance_window> windows, engine_time now);

  /// Moves the state of an identity to its new name. What is held and sent under that name stays.
  void rename(const std::string& former_identity, const std::string& identity);

  /// Notes that a container with this identity is up: drops requested stops that are held. Other
  /// downs that are held wait until it is known whether that lasts, which ends them.
  void note_up(const std::string& identity, engine_time now);

  /// Takes an alarm; appends the alarms to send now to `out`.
  void take(routed_alarm incident, engine_time now, std::vector<routed_alarm>& out);

  /// Appends the alarms that were held long enough.
  void expire(engine_time now, std::vector<routed_alarm>& out);

  /// Returns when `expire` is to be called next; none while nothing is held.
  [[nodiscard]] std::optional<engine_time> next_deadline() const;

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

  /// Returns the number of subjects in memory, for tests.
  [[nodiscard]] std::size_t size() const { return subjects_.size(); }

 private:
  /// What an opening and its ending have in common. Any part may contain any character.
  struct subject_key {
    std::string identity; ///< of a container, or the name of the host
    std::string kind;
    std::string rule;

    bool operator==(const subject_key&) const = default;
    /// Returns the key of the saved state.
    [[nodiscard]] std::string text() const;
    /// Reads a key of a saved state that earlier versions wrote; none if it is malformed.
    static std::optional<subject_key> parse(std::string_view text);
  };
  struct key_hash {
    std::size_t operator()(const subject_key& key) const noexcept;
  };
  struct held_opening {
    routed_alarm what;
    engine_time cooldown_until;            ///< when its cooldown is over
    std::optional<engine_time> maintained; ///< the end of the maintenance
    [[nodiscard]] engine_time until() const;
  };
  /// The alarm that receivers know as open.
  struct sent_opening {
    std::string id;
    std::string name;
    std::string image;
    std::string host;
    std::string replaced_by; ///< id of the alarm that is open now in its place
    std::optional<routed_alarm> held_ending;
  };
  /// A kind of alarm of one identity by one rule.
  struct subject {
    std::chrono::milliseconds cooldown{0};
    flap_damping flapping;
    std::optional<engine_time> opened; ///< when an opening was sent last
    std::vector<engine_time> changes;  ///< the newest, at most one more than allowed
    bool is_flapping = false;
    /// The newest last; set where a later alarm may be held. One, or more after a `merge`.
    std::vector<sent_opening> sent;
    std::vector<held_opening> held;

    [[nodiscard]] engine_time flapping_ends() const;
    [[nodiscard]] std::optional<engine_time> deadline() const;
    [[nodiscard]] bool is_idle(engine_time now) const;
    [[nodiscard]] bool holds_ending() const;
    /// Returns the alarm that receivers know for `id`; the end if there is none.
    std::vector<sent_opening>::iterator sent_for(const std::string& id);
    /// Adds the state of a subject whose identity became this one's.
    void merge(subject&& other);
  };

  void supersede(routed_alarm& incident);
  void open(subject& s, routed_alarm incident, engine_time now, std::vector<routed_alarm>& out);
  static void close(subject& s, routed_alarm incident, std::vector<routed_alarm>& out);
  static void note_change(subject& s, engine_time now);
  static void
  send_opening(subject& s, routed_alarm opening, engine_time now, std::vector<routed_alarm>& out);
  static void send_ending(subject& s, routed_alarm ending, std::vector<routed_alarm>& out);
  static bool settle(subject& s, engine_time now, std::vector<routed_alarm>& out);
  static subject_key key_of(const routed_alarm& incident);
  void changed(const subject_key& key);
  void forget_idle(engine_time now);
  [[nodiscard]] std::string to_json(const subject_key& key, const subject& s) const;

  std::vector<maintenance_window> windows_;
  std::vector<rule_sink> sinks_;
  std::unordered_map<subject_key, subject, key_hash> subjects_;
  std::unordered_set<subject_key, key_hash> waiting_; ///< of subjects that hold something
  std::unordered_set<subject_key, key_hash> unsaved_;
  std::vector<std::string> obsolete_; ///< keys of saved states that have another key now
  std::size_t tidy_at_ = 1024;
};

} // namespace docker_monitor::model
