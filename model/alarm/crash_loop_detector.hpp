#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/transition.hpp"
#include "model/saved_state.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// Finds containers that repeatedly go down by themselves and come up again. It counts events, so
/// the speed does not matter. One alarm opens at the third restart; others follow at the 10th,
/// 30th, 100th, …, each of which ends the one before; five quiet minutes end the last.
///
/// It counts per identity: the tasks of a swarm slot are one. A requested stop, or an end with the
/// engine, is no restart. After an end with 0 only a restart by the engine's policy counts: a job
/// that is started again does not loop.
class crash_loop_detector {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr unsigned loop_begins = 3;
  static constexpr std::chrono::minutes quiet{5};

  /// How long the successor of a crashed and removed container may take to appear.
  static constexpr std::chrono::seconds succession_time{10};

  /// Takes the alarm of a transition at `now`; appends the loop alarms that follow to `out`.
  void take(const alarm& alarm, instant now, std::vector<model::alarm>& out);

  /// Removes a container that the engine no longer knows. Its loop ends at once, or after
  /// `succession_time` if it is down and no successor continues the loop.
  void
  forget(const std::string& container_id, engine_time at, instant now, std::vector<alarm>& out);

  /// Takes a succession: a running container took over the identity of one that ended.
  void succeed(const succession& taken);

  /// Ends the loops that are quiet for long enough at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "restarts";

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state; its quiet time begins at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct episode {
    unsigned restarts = 0;
    unsigned reported_at = 0;                   ///< restarts at the newest alarm; 0: none yet
    bool down = false;                          ///< it went down by itself and is not up since
    bool ended_well = false;                    ///< the newest end had code 0
    std::string container_id;                   ///< the newest
    std::optional<std::uint64_t> restart_count; ///< the engine's count at the newest up
    std::optional<engine_time> removed;
    instant quiet_at{}; ///< when the loop is over
    engine_time last_down{};
    std::optional<alarm> open;
  };

  void report(episode& e, const alarm& up, std::vector<alarm>& out);
  static void end(episode& e, engine_time at, std::vector<alarm>& out);
  [[nodiscard]] static bool is_restart(episode& e, const alarm& up);
  void erase(const std::string& identity);

  std::unordered_map<std::string, episode> episodes_;       ///< by identity
  std::unordered_map<std::string, std::string> identities_; ///< by container id, of episodes
  std::unordered_set<std::string> unsaved_;
};

/// Returns the number of restarts at which a loop is reported again after a report at `restarts`.
unsigned next_escalation(unsigned restarts);

} // namespace docker_monitor::model
