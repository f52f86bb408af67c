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

/// Correlates the alarms of transitions into incidents, per identity: a container and the one that
/// replaces it have one incident.
///
/// - An out-of-memory kill is always reported: by the down that follows, or by itself.
/// - A crash, an out-of-memory death or an unexplained death is reported at once. The incident ends
///   when the successor has stayed up for `settle`, or when a run that ended with code 0 began that
///   long ago.
/// - A requested stop, and an end with code 0, waits for `settle`. If the identity is up again by
///   then it was a restart, a redeploy or an image update, and nothing is reported; else one event
///   is reported.
/// - A down with cause `engine` waits until the engine is back for `settle_engine`, and so does a
///   down that waits when the engine leaves: an engine that ends first stops its containers, as if
///   by request.
/// - A restart loop replaces the downs and ups it consists of, and ends the alarm of the crash that
///   began it.
/// - A pause is reported if it lasts for `settle`.
/// - The removal of a container ends its open incidents.
class incident_correlator {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds settle{10};
  static constexpr std::chrono::seconds settle_engine{30};

  /// Takes an alarm at `now`; appends the incidents to report to `out`. An incident has the id of
  /// the alarm it is made of.
  void take(const alarm& alarm, instant now, std::vector<model::alarm>& out);

  /// Ends the open down with this id because a person acknowledged it.
  void acknowledge(const std::string& id, engine_time when, std::vector<alarm>& out);

  /// Removes a container that the engine no longer knows.
  void
  forget(const std::string& container_id, engine_time when, instant now, std::vector<alarm>& out);

  /// Takes a succession: a running container took over the identity of one that ended.
  void succeed(const succession& taken, instant now, std::vector<alarm>& out);

  /// Notes that the connection to the engine ended. `ended_with_it`: the containers that the engine
  /// stopped as it ended. Their downs that are not reported yet get the cause `engine`; returns
  /// these.
  std::vector<alarm> engine_left(const std::vector<std::string>& ended_with_it);

  /// Notes that the engine is connected again.
  void engine_back(instant now);

  /// Appends the incidents that have waited long enough at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "story";

  /// Returns what changed since the previous call.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state; its waiting times begin at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct incident {
    std::optional<alarm> held_down;  ///< not reported, and may never be
    std::optional<alarm> held_pause; ///< not reported, and may never be
    std::optional<alarm> held_oom;   ///< not reported, and may never be
    std::optional<alarm> held_up;    ///< ends `open_down` if it lasts
    std::optional<alarm> open_down;  ///< reported
    std::optional<alarm> open_pause; ///< reported
    std::optional<alarm> open_health;
    bool looping = false;
    bool oom_in_loop = false;                ///< reported already in this loop
    std::optional<engine_time> event_of_oom; ///< the newest
    std::optional<engine_time> inferred_oom; ///< the newest one that no event reported
    instant down_at{}; ///< when `held_down` is reported; the others follow the same pattern
    instant pause_at{};
    instant oom_at{};
    instant up_at{};

    [[nodiscard]] bool empty() const;
  };

  static void infer_oom(incident& s, const alarm& down);
  static void report_oom(incident& s, std::vector<alarm>& out);
  void take_down(incident& s, alarm down, instant now, std::vector<alarm>& out);
  static void take_up(incident& s, const alarm& up, instant now);
  void take_loop(incident& s, const alarm& loop, instant now, std::vector<alarm>& out);
  static void end_pause(incident& s, const alarm& by, std::vector<alarm>& out);
  static void expire(incident& s, instant now, std::vector<alarm>& out);
  void tidy(const std::string& identity);

  std::unordered_map<std::string, incident> incidents_;     ///< by identity
  std::unordered_map<std::string, std::string> identities_; ///< by container id, of incidents
  std::unordered_set<std::string> unsaved_;
  bool engine_away_ = false;
};

} // namespace docker_monitor::model
