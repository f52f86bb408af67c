#pragma once

#include "model/alarm/alarm.hpp"
#include "model/container/transition.hpp"
#include "model/saved_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// Makes exactly one alarm of each transition, strictly in order per container.
///
/// Some alarms need a fact that the event does not contain: the generation's `StartedAt` (it is
/// part of an alarm's id), the exit code, or whether the kernel's OOM killer acted. Such an alarm,
/// and all later ones of the same container, waits for an inspection for at most `timeout`; after
/// that it is made without the fact.
///
/// A `closed` alarm names the alarm it ends, also if the container was renamed or replaced
/// meanwhile: the successor of the same identity ends the open down of its predecessor.
///
/// An open `unhealthy` ends when its container has stayed down for `unhealthy_settle`.
///
/// The id of an alarm is a hash of container id, kind and the event's time; without an event, of
/// the generation and the ordinal of that kind in it. So a transition that is found twice has one
/// id.
class alarm_builder {
 public:
  /// A time of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// How long an alarm waits for facts.
  static constexpr std::chrono::milliseconds timeout{250};

  /// How long the alarm of a container that SIGKILL ended without a request waits for the engine to
  /// report that memory ran out. The engine may report that after the death.
  static constexpr std::chrono::milliseconds oom_timeout{500};

  /// With `await_logs` a down also waits for its log lines, and an unhealthy and the down of an
  /// unhealthy container for the output of the check.
  explicit alarm_builder(bool await_logs = false) : await_logs_{await_logs} {}

  /// Takes a transition at `now`; appends the alarms that are complete to `out`.
  void take(const transition& transition, instant now, std::vector<alarm>& out);

  /// Takes newer facts of a container; appends the alarms that they complete.
  void learn(const container& facts, std::vector<alarm>& out);

  /// Marks the newest end of a container as requested: a `stop` event followed it.
  void learn_stop(const std::string& container_id, std::vector<alarm>& out);

  /// Takes the last log lines of a container that went down.
  void learn_logs(
      const std::string& container_id, const std::vector<std::string>& lines,
      std::vector<alarm>& out);

  /// Removes a container that the engine no longer knows; appends its waiting alarms.
  void forget(const std::string& container_id, std::vector<alarm>& out);

  /// Appends the alarms whose deadline has passed at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// Returns true while an alarm of the container waits.
  [[nodiscard]] bool waits_for(const std::string& container_id) const {
    return waiting_.contains(container_id);
  }

  /// Returns the time of the oldest waiting transition; none while nothing waits.
  [[nodiscard]] std::optional<engine_time> oldest_waiting() const;

  /// The area of the saved states.
  static constexpr const char* area = "folding";

  /// Returns what changed since the previous call, except for containers with a waiting alarm.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

  /// Returns when `expire` is to be called next; none while nothing waits.
  [[nodiscard]] std::optional<instant> next_deadline() const;

 private:
  struct waiting {
    model::transition transition;
    instant deadline;
    instant taken;
  };
  /// An open alarm, as its receivers know it.
  struct raised {
    std::string id; ///< empty: none
    std::string name;
    std::string image;
  };
  struct subject {
    std::deque<waiting> queue;
    std::optional<engine_time> generation;
    std::array<unsigned, alarm_kinds> ordinals{};
    raised open_down;
    raised open_pause;
    raised open_unhealthy;
    std::string identity; ///< of the newest alarm
    std::optional<engine_time> went_down;
    std::optional<instant> unhealthy_ends; ///< when the open unhealthy ends unless it is up by then
  };
  /// More than are replaced at once in practice; the oldest are removed first.
  static constexpr std::size_t max_orphaned_downs = 1000;

  [[nodiscard]] bool is_complete(const subject& s, const waiting& w) const;
  static void enrich(transition& t, const container& facts);
  static void note_oom(subject& s, engine_time at);
  void drain(subject& s, std::vector<alarm>& out, std::optional<instant> now);
  void finish(subject& s, const waiting& w, std::vector<alarm>& out);
  static alarm begin_alarm(subject& s, const transition& t);
  void end_open_down(subject& s, alarm& up);
  void release_down(const std::string& identity, const std::string& container_id);
  void end_unhealthy(const std::string& id, subject& s, std::vector<alarm>& out);
  static void end(raised& open, alarm& by);
  void keep_open_down(const subject& s);
  static raised read_raised(const nlohmann::json& open, const nlohmann::json& around);

  bool await_logs_;
  std::unordered_map<std::string, subject> subjects_;
  /// Open downs of containers that were removed, by identity.
  std::unordered_map<std::string, raised> orphaned_downs_;
  /// Containers with an open down, by identity.
  std::unordered_map<std::string, std::string> down_;
  std::deque<std::string> orphan_order_;            ///< identities, oldest first
  std::unordered_set<std::string> unsaved_;         ///< container ids
  std::unordered_set<std::string> unsaved_orphans_; ///< identities
  std::unordered_set<std::string> waiting_;         ///< ids whose queue is not empty
  std::unordered_set<std::string> unhealthy_; ///< ids of containers that are down with an open
                                              ///< unhealthy
};

/// Returns why a container went down, from all known facts; none without an exit code.
std::optional<down_cause> classify(const transition& down);

/// Returns the stable id: UUID version 5 (RFC 4122) over the parts. `time` is that of an event,
/// with ordinal 0, or of a generation.
std::string
alarm_id(const std::string& container_id, engine_time time, alarm_kind kind, std::uint64_t ordinal);

} // namespace docker_monitor::model
