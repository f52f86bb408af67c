#pragma once

#include "model/alarm/alarm.hpp"

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The current time of both clocks: alerts have the wall clock's, pauses are measured by the other.
struct moment {
  model::engine_time wall;
  std::chrono::steady_clock::time_point steady;
};

/// The alerts that an Alertmanager must get repeatedly: the open ones and those that ended
/// recently.
///
/// An alert is identified by its subject, not by the container's id, and keeps the labels with
/// which it was raised until its end. So the container that starts after a redeploy ends the alert
/// of its predecessor.
class alert_table {
 public:
  /// How long an open alert stays active without repetition.
  static constexpr std::chrono::minutes open_for{3};
  /// How long an event, which has no end, is an active alert.
  static constexpr std::chrono::minutes event_for{5};
  /// How long the end of an alert is repeated.
  static constexpr std::chrono::minutes ended_for{5};

  /// `instance` is a label of every alert; empty for none. `heartbeat` is the interval of
  /// heartbeats.
  alert_table(std::string instance, std::chrono::milliseconds heartbeat)
      : instance_{std::move(instance)}, heartbeat_{heartbeat} {}

  /// Takes an alarm, any number of times, and returns the keys of the changed alerts; none for an
  /// alarm that reports an improvement and ends no alert.
  std::vector<std::string> take(const model::alarm& alarm, const moment& now);

  /// Ends the open alerts of removed containers.
  void end_of(std::span<const std::string> container_ids, const moment& now);

  /// Removes an alert.
  void drop(const std::string& key) { alerts_.erase(key); }

  /// Removes alerts whose end has been repeated long enough.
  void expire(const moment& now);

  /// The keys of all alerts.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// Returns these alerts as JSON for the API.
  [[nodiscard]] std::string to_json(std::span<const std::string> keys, const moment& now) const;

 private:
  using texts = std::map<std::string, std::string>;

  struct alert {
    texts labels;
    texts annotations;
    std::vector<std::string> ids; ///< of the alarms that raised it, newest last
    std::string container_id;
    model::engine_time starts;
    std::optional<model::engine_time> ends; ///< none while it is open
    std::optional<std::chrono::steady_clock::time_point> drop_at;
  };

  [[nodiscard]] texts labels_of(const model::alarm& alarm) const;
  std::vector<std::string> replace(const model::alarm& alarm, const moment& now);
  std::map<std::string, alert>::iterator find(const std::string& id);
  std::vector<std::string> raise(const model::alarm& alarm, const moment& now);
  std::string supersede(const std::string& key, const moment& now);
  void begin(alert& raised, const model::alarm& alarm, const moment& now) const;
  std::vector<std::string> end(const model::alarm& alarm, const moment& now);
  static void end(alert& ended, model::engine_time at, const moment& now);

  std::string instance_;
  std::chrono::milliseconds heartbeat_;
  std::map<std::string, alert> alerts_; ///< by their subjects
};

} // namespace docker_monitor::sinks
