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

/// Finds containers that go down by themselves and come up again and again, however fast or slow,
/// since it counts events. One alarm opens at the third restart; it is followed by a graver one at
/// the 10th, 30th, 100th, …, each of which ends the one before; five quiet minutes end the last.
///
/// It counts per identity: the tasks of a swarm slot are one. What was asked for, or happened since
/// the engine went away, is no restart; nor is that of a container which ended with 0, unless the
/// engine restarted it by its policy: a job that somebody starts again does not loop.
class crash_loop_detector {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr unsigned loop_begins = 3;
  static constexpr std::chrono::minutes quiet{5};

  /// How long the successor of a container that crashed and was removed may take to come.
  static constexpr std::chrono::seconds succession_time{10};

  /// Takes the alarm of a transition at `now`; appends what follows from it to `out`.
  void take(const alarm& alarm, instant now, std::vector<model::alarm>& out);

  /// The engine no longer knows the container: its loop is over, at the latest after
  /// `succession_time`, unless a successor goes on with it.
  void
  forget(const std::string& container_id, engine_time at, instant now, std::vector<alarm>& out);

  /// A running container took over the identity of one that ended.
  void succeed(const succession& taken);

  /// Ends the loops that were quiet long enough at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "restarts";

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back; its quiet time begins anew at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct episode {
    unsigned restarts = 0;
    unsigned told_at = 0;                       ///< restarts at the newest alarm; 0: none yet
    bool down = false;                          ///< by itself, and not up since
    bool ended_well = false;                    ///< with 0, when it went down
    std::string container_id;                   ///< the newest
    std::optional<std::uint64_t> restart_count; ///< the engine's, when it was up last
    std::optional<engine_time> removed;
    instant quiet_at{}; ///< when it counts as over
    engine_time last_down{};
    std::optional<alarm> open;
  };

  void tell(episode& e, const alarm& up, std::vector<alarm>& out);
  static void end(episode& e, engine_time at, std::vector<alarm>& out);
  [[nodiscard]] static bool is_restart(episode& e, const alarm& up);
  void erase(const std::string& identity);

  std::unordered_map<std::string, episode> episodes_;       ///< by identity
  std::unordered_map<std::string, std::string> identities_; ///< by container id, of episodes
  std::unordered_set<std::string> unsaved_;
};

/// How many restarts it takes until the loop that was told at `restarts` is told again.
unsigned next_escalation(unsigned restarts);

} // namespace docker_monitor::model
