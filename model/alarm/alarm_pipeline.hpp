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
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The whole way from what happens to who is told: transitions become alarms, from them follow
/// restart loops, thresholds watch the samples, all of it is folded into incidents, and the rules
/// decide.
///
/// What is given or falls due is kept until `hand_on`, which is to be called after each step.
class alarm_pipeline {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using moment = threshold_evaluator::moment;

  /// Looks a container up by its id; null where it is unknown.
  using container_finder = std::function<container_ptr(const std::string& id)>;

  /// An alarm and for which sinks it is.
  struct addressed {
    model::audience audience = audience::events;
    routed_alarm what;
    bool amends = false; ///< it was told before, and more is known of it now; for no sink
  };

  /// What came of the steps since the call before.
  struct outcome {
    std::vector<addressed> told;   ///< those that are not muted
    std::vector<std::string> gone; ///< ids of containers: nothing about them is open any more
    bool silences_over = false;    ///< some are no longer in force
  };

  /// With `await_logs` a down waits for its last log lines, too.
  alarm_pipeline(const rule_set& rules, const std::vector<rule_sink>& sinks, bool await_logs);

  /// Takes a transition; of a down, what `row` (may be null) shows is its last sample.
  void take(transition transition, const row* row, instant now);

  /// The newest end of a container proves to be asked for.
  void learn_stop(const std::string& id) { builder_.learn_stop(id, made_); }

  /// A running container took over the identity of one that ended: nothing about that one is open
  /// any more, once its last alarm is made.
  void succeed(succession taken) { successions_.push_back(std::move(taken)); }

  /// Takes newer facts of a container.
  void learn(const container& facts) { builder_.learn(facts, made_); }

  /// Takes the last log lines of a container that went down.
  void learn_logs(const std::string& id, const std::vector<std::string>& lines) {
    builder_.learn_logs(id, lines, made_);
  }

  /// The engine no longer knows the container.
  void forget(const std::string& id);

  /// Takes alarms about the engine or ourselves.
  void add(std::vector<alarm> alarms);

  /// What this host is called in alarms that open from now on.
  void set_host_name(const std::string& name) { hosts_.set_name(name); }

  /// What it is called; what an earlier run saved counts until then.
  [[nodiscard]] const std::string& host_name() const { return hosts_.name(); }

  /// Takes a sampling round.
  void look(const snapshot& round, const moment& now) { thresholds_.look(round, now, made_); }

  /// The connection to the engine ended. `ended_with_it`: the containers that it took down as it
  /// stopped.
  void engine_left(const std::vector<std::string>& ended_with_it = {});

  /// It is there again.
  void engine_back(instant now) { correlator_.engine_back(now); }

  /// Lets alarms go that have waited for facts long enough.
  void expire_waiting(instant now) { builder_.expire(now, made_); }

  /// Lets loops end and incidents be told that have waited long enough; about once a second.
  void expire(instant now);

  /// Holds what opens about some containers for a while. Fails as `silence_book::add` does.
  expected<silence> add(silence what, engine_time now);

  /// Ends a silence; what it held is told. Fails with `not_found`.
  expected<bool> end_silence(const std::string& id, engine_time now);

  /// The silences that are in force.
  [[nodiscard]] const silence_book& silences() const { return silences_; }

  /// A person has taken notice of an open alarm of a container. A `down` ends by that. Fails with
  /// `not_found` where no such alarm is open.
  expected<bool> acknowledge(const std::string& id, engine_time now);

  /// Goes on with other rules.
  void replace(const rule_set& rules, engine_time now);

  /// Correlates and routes what was made. `find` knows the containers, those that are gone
  /// included.
  outcome hand_on(const moment& now, const container_finder& find);

  /// When `expire_waiting` should be called next; none while nothing waits.
  [[nodiscard]] std::optional<instant> next_deadline() const { return builder_.next_deadline(); }

  /// True while an alarm of the container waits for facts.
  [[nodiscard]] bool waits_for(const std::string& id) const { return builder_.waits_for(id); }

  /// Ids of alarms that were told in an earlier run: found again, they are no news.
  void know(const std::vector<std::string>& ids) { known_.insert(ids.begin(), ids.end()); }

  /// What changed since the call before, but of containers of which an alarm waits.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// After the last `restore`: what was taken back is in force from now on.
  void apply_restored(engine_time now) { apply_windows(now); }

  /// Takes a state back; false for one of another area. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  auto parts();
  void fold(alarm alarm, instant now, std::vector<model::alarm>& all);
  void apply_windows(engine_time now);
  void follow(const succession& taken, const moment& now);
  void follow_successions(const moment& now, std::vector<std::string>& gone);
  routed_alarm evaluate(alarm alarm, audience audience, const container_finder& find);

  alarm_builder builder_;
  alarm_hosts hosts_;
  crash_loop_detector restarts_;
  incident_correlator correlator_;
  rule_engine book_;
  notification_throttle throttle_;
  silence_book silences_;
  threshold_evaluator thresholds_;
  std::unordered_set<std::string> known_;

  // Since `hand_on`.
  std::vector<alarm> made_; ///< of transitions, samples, and what was added
  std::vector<alarm> incidents_;
  std::vector<alarm> amended_;
  std::vector<alarm> acknowledged_;     ///< what ends by that
  std::vector<succession> successions_; ///< and those whose predecessor an alarm waits for
  std::vector<std::string> gone_;       ///< containers
};

} // namespace docker_monitor::model
