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

/// Folds the alarms of transitions into what a person wants to be told, per identity, so that a
/// container and the one that replaces it are one.
///
/// - An out-of-memory kill is never hidden: the down that follows names it, or it is told itself.
/// - A crash, an OOM or a death nobody can explain is told at once; its end, when the successor has
///   stayed up for `settle`.
/// - What was asked for, and an end with code 0, waits for `settle`: if the identity is up again by
///   then it was a restart, a redeploy or an image update, and nothing is told; else it is one
///   notice that nothing needs to end.
/// - What died with the engine waits until the engine was back for `settle_engine`, and so does
/// what
///   waited when it left: an engine that ends stops its containers first, as if asked to.
/// - A restart loop swallows the downs and ups it consists of, and ends the alarm of the crash that
///   began it.
/// - A pause is told if it lasts.
/// - A container that is removed ends what was open about it.
class incident_correlator {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  static constexpr std::chrono::seconds settle{10};
  static constexpr std::chrono::seconds settle_engine{30};

  /// Takes an alarm at `now`; appends what is to be told to `out`. An incident has the id of the
  /// alarm it tells.
  void take(const alarm& alarm, instant now, std::vector<model::alarm>& out);

  /// A person has taken notice of the alarm with this id: what is told of it ends.
  void acknowledge(const std::string& id, engine_time when, std::vector<alarm>& out);

  /// The engine no longer knows the container.
  void
  forget(const std::string& container_id, engine_time when, instant now, std::vector<alarm>& out);

  /// A running container took over the identity of one that ended.
  void succeed(const succession& taken, instant now, std::vector<alarm>& out);

  /// The connection to the engine ended. `ended_with_it`: the containers that it took down as it
  /// stopped. Their downs that are not told yet get the cause `engine`; returns those.
  std::vector<alarm> engine_left(const std::vector<std::string>& ended_with_it);

  /// It is there again.
  void engine_back(instant now);

  /// Tells what has waited long enough at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// The area of the saved states.
  static constexpr const char* area = "story";

  /// What changed since the call before.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back; what waits begins to wait anew at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

 private:
  struct incident {
    std::optional<alarm> held_down;  ///< not told, and may never be
    std::optional<alarm> held_pause; ///< likewise
    std::optional<alarm> held_oom;   ///< likewise
    std::optional<alarm> held_up;    ///< ends `open_down` if it lasts
    std::optional<alarm> open_down;  ///< told
    std::optional<alarm> open_pause; ///< told
    std::optional<alarm> open_health;
    bool looping = false;
    bool oom_in_loop = false; ///< and that was told
    instant down_at{};        ///< when `held_down` is told; the others likewise
    instant pause_at{};
    instant oom_at{};
    instant up_at{};

    [[nodiscard]] bool empty() const;
  };

  static void tell_oom(incident& s, std::vector<alarm>& out);
  void take_down(incident& s, const alarm& down, instant now, std::vector<alarm>& out);
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
