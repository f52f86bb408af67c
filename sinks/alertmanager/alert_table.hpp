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

/// Now, by both clocks: alerts carry the wall's time, pauses are measured by the other.
struct moment {
  model::engine_time wall;
  std::chrono::steady_clock::time_point steady;
};

/// What an Alertmanager must hear of, again and again: what is open, and what ended lately.
///
/// An alert is known by what it is about, not by the container's id, and has the labels with which
/// it was raised until it is over, so that the container which comes up after a redeploy ends the
/// alert of the one that went down.
class alert_table {
 public:
  /// How long an open alert is believed without being repeated.
  static constexpr std::chrono::minutes open_for{3};
  /// How long an event, which nothing ends, is an alert.
  static constexpr std::chrono::minutes event_for{5};
  /// How long the end of an alert is repeated.
  static constexpr std::chrono::minutes ended_for{5};

  /// `instance` is a label of every alert; empty for none. `heartbeat` is the pause between two.
  alert_table(std::string instance, std::chrono::milliseconds heartbeat)
      : instance_{std::move(instance)}, heartbeat_{heartbeat} {}

  /// Takes an alarm, any number of times, and returns the keys of the alerts it changed. None for
  /// one that is good news and ends nothing.
  std::vector<std::string> take(const model::alarm& alarm, const moment& now);

  /// These containers are no more: what was open about them is over.
  void end_of(std::span<const std::string> container_ids, const moment& now);

  /// Forgets an alert.
  void drop(const std::string& key) { alerts_.erase(key); }

  /// Forgets what ended long enough ago.
  void expire(const moment& now);

  /// The keys of all alerts.
  [[nodiscard]] std::vector<std::string> keys() const;

  /// These alerts as the API takes them.
  [[nodiscard]] std::string to_json(std::span<const std::string> keys, const moment& now) const;

 private:
  using texts = std::map<std::string, std::string>;

  struct alert {
    texts labels;
    texts annotations;
    std::vector<std::string> ids; ///< of the alarms that raised it, the newest last
    std::string container_id;
    model::engine_time starts;
    std::optional<model::engine_time> ends; ///< none while it is open
    std::optional<std::chrono::steady_clock::time_point> drop_at;
  };

  [[nodiscard]] texts labels_of(const model::alarm& alarm) const;
  std::vector<std::string> raise(const model::alarm& alarm, const moment& now);
  std::string supersede(const std::string& key, const moment& now);
  void begin(alert& raised, const model::alarm& alarm, const moment& now) const;
  std::vector<std::string> end(const model::alarm& alarm, const moment& now);
  static void end(alert& ended, model::engine_time at, const moment& now);

  std::string instance_;
  std::chrono::milliseconds heartbeat_;
  std::map<std::string, alert> alerts_; ///< by what they are about
};

} // namespace docker_monitor::sinks
