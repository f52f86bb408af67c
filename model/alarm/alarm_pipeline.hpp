#pragma once

#include "model/alarm/alarm_builder.hpp"
#include "model/alarm/alarm_hosts.hpp"
#include "model/alarm/crash_loop_detector.hpp"
#include "model/alarm/incident_correlator.hpp"
#include "model/alarm/notification_throttle.hpp"
#include "model/rule/rule_engine.hpp"
#include "model/rule/silence.hpp"
#include "model/rule/threshold_evaluator.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// Takes transitions, facts and samples and returns the alarms of each sink: builds alarms of
/// transitions, detects crash loops, evaluates thresholds, correlates all of them into incidents,
/// and applies the rules.
///
/// Alarms that are given or fall due are kept until `dispatch`, which must be called after each
/// step.
class alarm_pipeline {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using moment = threshold_evaluator::moment;

  /// Finds a container by its id; null if it is unknown.
  using container_finder = std::function<container_ptr(const std::string& id)>;

  /// An alarm and the audience whose sinks get it.
  struct addressed {
    model::audience audience = audience::events;
    routed_alarm what;
    bool is_update = false; ///< it replaces an earlier version of the same alarm in the log; no
                            ///< sink gets it
  };

  /// The results since the previous call.
  struct outcome {
    std::vector<addressed> alarms; ///< alarms that are not muted
    std::vector<std::string> gone; ///< ids of containers that have no open alarm any more
    bool silences_over = false;    ///< some silences are no longer in force
  };

  /// With `await_logs` a down also waits for its last log lines.
  alarm_pipeline(const rule_set& rules, const std::vector<rule_sink>& sinks, bool await_logs);

  /// Takes a transition. The sample in `row` (may be null) is the last one before a down.
  void take(transition transition, const row* row, instant now);

  /// Marks the newest end of a container as requested.
  void learn_stop(const std::string& id) { builder_.learn_stop(id, made_); }

  /// Takes a succession: a running container took over the identity of one that ended. All alarms
  /// of the predecessor end once its last alarm is made.
  void succeed(succession taken) { successions_.push_back(std::move(taken)); }

  /// Takes the new name of a container: silences that covered it still do.
  void follow(const naming& named, engine_time now);

  /// Takes newer facts of a container.
  void learn(const container& facts) { builder_.learn(facts, made_); }

  /// Takes the last log lines of a container that went down.
  void learn_logs(const std::string& id, const std::vector<std::string>& lines) {
    builder_.learn_logs(id, lines, made_);
  }

  /// Removes a container that the engine no longer knows.
  void forget(const std::string& id);

  /// Takes alarms about the engine or docker-monitor.
  void add(std::vector<alarm> alarms);

  /// Takes alarms that another host made. `dispatch` correlates and routes them like own ones; they
  /// change no other state. An alarm that was taken before is ignored.
  void receive(std::vector<alarm> alarms);

  /// Sets the name of this host for alarms that open from now on.
  void set_host_name(const std::string& name) { hosts_.set_name(name); }

  /// Returns the name of this host; before `set_host_name`, the one that an earlier run saved.
  [[nodiscard]] const std::string& host_name() const { return hosts_.name(); }

  /// Evaluates the thresholds for a sampling round.
  void evaluate_thresholds(const snapshot& round, const moment& now) {
    thresholds_.evaluate_round(round, now, made_);
  }

  /// Notes that the connection to the engine ended. `ended_with_it`: the containers that the engine
  /// stopped as it ended.
  void engine_left(const std::vector<std::string>& ended_with_it = {});

  /// Notes that the engine is connected again.
  void engine_back(instant now) { correlator_.engine_back(now); }

  /// Makes the alarms that have waited for facts until their deadline.
  void expire_waiting(instant now) { builder_.expire(now, made_); }

  /// Ends loops and reports incidents whose time has passed. Call it about once a second.
  void expire(instant now);

  /// Adds a silence, which holds new incidents of some containers. Fails as `silence_list::add`.
  expected<silence> add(silence what, engine_time now);

  /// Ends a silence; incidents that it held are sent. Fails with `not_found`.
  expected<bool> end_silence(const std::string& id, engine_time now);

  /// Returns the silences that are in force.
  [[nodiscard]] const silence_list& silences() const { return silences_; }

  /// Acknowledges an open alarm of a container; an open `down` ends by that. Fails with `not_found`
  /// if no such alarm is open.
  expected<bool> acknowledge(const std::string& id, engine_time now);

  /// Replaces the rules.
  void replace(const rule_set& rules, engine_time now);

  /// Correlates and routes the alarms made since the previous call. `find` must also find
  /// containers that were removed.
  outcome dispatch(const moment& now, const container_finder& find);

  /// Returns when `expire_waiting` is to be called next; none while nothing waits.
  [[nodiscard]] std::optional<instant> next_deadline() const { return builder_.next_deadline(); }

  /// Returns true while an alarm of the container waits for facts.
  [[nodiscard]] bool waits_for(const std::string& id) const { return builder_.waits_for(id); }

  /// Takes the ids of alarms that an earlier run reported; they are not reported again.
  void know(const std::vector<std::string>& ids) { known_.insert(ids.begin(), ids.end()); }

  /// Returns what changed since the previous call, except for containers with a waiting alarm.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Applies the restored silences. Call it after the last `restore`.
  void apply_restored(engine_time now) { apply_windows(now); }

  /// Restores a state; false for one of another area. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  auto parts();
  void correlate(alarm alarm, const moment& now, std::vector<model::alarm>& all);
  void apply_windows(engine_time now);
  void follow(const succession& taken, const moment& now);
  void follow_successions(const moment& now, std::vector<std::string>& gone);
  routed_alarm evaluate(alarm alarm, audience audience, const container_finder& find);

  alarm_builder builder_;
  alarm_hosts hosts_;
  crash_loop_detector restarts_;
  incident_correlator correlator_;
  rule_engine rules_;
  notification_throttle throttle_;
  silence_list silences_;
  threshold_evaluator thresholds_;
  std::unordered_set<std::string> known_;
  std::deque<std::string> received_ids_; ///< those of `known_` that came from other hosts

  // Since `dispatch`.
  std::vector<alarm> made_;     ///< of transitions, samples, and what was added
  std::vector<alarm> received_; ///< of other hosts
  std::vector<alarm> incidents_;
  std::vector<alarm> updates_;
  std::vector<alarm> acknowledged_;     ///< alarms that end acknowledged ones
  std::vector<succession> successions_; ///< new ones, and those whose predecessor has a waiting
                                        ///< alarm
  std::vector<std::string> gone_;       ///< containers
};

} // namespace docker_monitor::model
