#pragma once

#include "model/alarm/alarm_folding.hpp"
#include "model/alarm/restart_watch.hpp"
#include "model/alarm/stories_gate.hpp"
#include "model/alarm/story_folding.hpp"
#include "model/rule/rule_book.hpp"
#include "model/rule/threshold_watch.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The whole way from what happens to who is told: transitions become alarms, from them follow
/// restart loops, thresholds watch the samples, all of it is folded into stories, and the rules
/// decide.
///
/// What is given or falls due is kept until `hand_on`, which is to be called after each step.
class alarm_pipeline {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using moment = threshold_watch::moment;

  /// Looks a container up by its id; null where it is unknown.
  using container_finder = std::function<container_ptr(const std::string& id)>;

  /// An alarm and for which sinks it is.
  struct addressed {
    model::audience audience = audience::events;
    judged_alarm what;
  };

  /// What came of the steps since the call before.
  struct outcome {
    std::vector<addressed> told;   ///< those that are not muted
    std::vector<std::string> gone; ///< ids of containers: nothing about them is open any more
  };

  /// With `await_logs` a down waits for its last log lines, too.
  alarm_pipeline(const rule_set& rules, const std::vector<rule_sink>& sinks, bool await_logs);

  /// Takes a transition; of a down, what `row` (may be null) shows is its last sample.
  void take(transition transition, const row* row, instant now);

  /// Takes newer facts of a container.
  void learn(const container& facts) { folding_.learn(facts, made_); }

  /// Takes the last log lines of a container that went down.
  void learn_logs(const std::string& id, const std::vector<std::string>& lines) {
    folding_.learn_logs(id, lines, made_);
  }

  /// The engine no longer knows the container.
  void forget(const std::string& id);

  /// Takes alarms about the engine or ourselves.
  void add(std::vector<alarm> alarms);

  /// Takes a sampling round.
  void look(const snapshot& round, const moment& now) { thresholds_.look(round, now, made_); }

  /// The connection to the engine ended.
  void engine_left() { stories_.engine_left(); }

  /// It is there again.
  void engine_back(instant now) { stories_.engine_back(now); }

  /// Lets alarms go that have waited for facts long enough.
  void expire_waiting(instant now) { folding_.expire(now, made_); }

  /// Lets loops end and stories be told that have waited long enough; about once a second.
  void expire(instant now);

  /// Goes on with other rules.
  void replace(const rule_set& rules, engine_time now);

  /// Folds and judges what was made. `find` knows the containers, those that are gone included.
  outcome hand_on(const moment& now, const container_finder& find);

  /// When `expire_waiting` should be called next; none while nothing waits.
  [[nodiscard]] std::optional<instant> next_deadline() const { return folding_.next_deadline(); }

  /// True while an alarm of the container waits for facts.
  [[nodiscard]] bool waits_for(const std::string& id) const { return folding_.waits_for(id); }

  /// Ids of alarms that were told in an earlier run: found again, they are no news.
  void know(const std::vector<std::string>& ids) { known_.insert(ids.begin(), ids.end()); }

  /// What changed since the call before, but of containers of which an alarm waits.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back; false for one of another area. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  void fold(alarm alarm, instant now, std::vector<model::alarm>& all);
  judged_alarm judge(alarm alarm, audience audience, const container_finder& find);

  alarm_folding folding_;
  restart_watch restarts_;
  story_folding stories_;
  rule_book book_;
  stories_gate gate_;
  threshold_watch thresholds_;
  std::unordered_set<std::string> known_;

  // Since `hand_on`.
  std::vector<alarm> made_; ///< of transitions, samples, and what was added
  std::vector<alarm> stories_told_;
  std::vector<std::string> gone_; ///< containers
};

} // namespace docker_monitor::model
