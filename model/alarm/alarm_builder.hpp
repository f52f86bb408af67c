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
/// Some alarms need a fact that the event did not bring: the generation's `StartedAt` (it is part
/// of an alarm's id), the exit code, whether the kernel's OOM killer was at work. Such an alarm,
/// and all behind it of the same container, waits for an inspection, at most `timeout`; then it
/// goes without.
///
/// An alarm that ends another names it, also where the container was renamed or replaced meanwhile:
/// what the old one left open, its successor of the same identity ends.
///
/// An open `unhealthy` ends when its container has stayed down for `unhealthy_settle`.
///
/// The id of an alarm is a hash of container id, kind and the event's time; where no event was
/// seen, of the generation and the ordinal of that kind in it. So the same transition found twice
/// has one id.
class alarm_builder {
 public:
  /// Of the caller's monotonic clock.
  using instant = std::chrono::steady_clock::time_point;

  /// How long an alarm waits for facts.
  static constexpr std::chrono::milliseconds timeout{250};

  /// How long the alarm of a container that SIGKILL ended without a request waits for the engine to
  /// report that memory ran out. The engine may report that after the death.
  static constexpr std::chrono::milliseconds oom_timeout{500};

  /// With `await_logs` a down waits for its log lines, too, and an unhealthy for what its check
  /// wrote.
  explicit alarm_builder(bool await_logs = false) : await_logs_{await_logs} {}

  /// Takes a transition at `now`; appends the alarms that are complete to `out`.
  void take(const transition& transition, instant now, std::vector<alarm>& out);

  /// Takes newer facts of a container; appends what they completed.
  void learn(const container& facts, std::vector<alarm>& out);

  /// The newest end of a container proves to be asked for: a `stop` event followed it.
  void learn_stop(const std::string& container_id, std::vector<alarm>& out);

  /// Takes the last log lines of a container that went down.
  void learn_logs(
      const std::string& container_id, const std::vector<std::string>& lines,
      std::vector<alarm>& out);

  /// The engine no longer knows the container: nothing more will be learnt.
  void forget(const std::string& container_id, std::vector<alarm>& out);

  /// Appends the alarms that have waited long enough at `now`.
  void expire(instant now, std::vector<alarm>& out);

  /// True while an alarm of the container waits.
  [[nodiscard]] bool waits_for(const std::string& container_id) const {
    return waiting_.contains(container_id);
  }

  /// When the oldest transition that waits happened; none while nothing waits.
  [[nodiscard]] std::optional<engine_time> oldest_waiting() const;

  /// The area of the saved states.
  static constexpr const char* area = "folding";

  /// What changed since the call before, of containers no alarm of which waits.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back at `now`. Fails with `malformed`.
  expected<bool> restore(const saved_state& state, instant now);

  /// When `expire` should be called next; none while nothing waits.
  [[nodiscard]] std::optional<instant> next_deadline() const;

 private:
  struct waiting {
    model::transition transition;
    instant deadline;
    instant taken;
  };
  /// An alarm that is open, as its receivers know it.
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
    std::optional<instant> unhealthy_ends; ///< unless it is up by then
  };
  /// More than anybody replaces at once; the oldest go first.
  static constexpr std::size_t max_legacies = 1000;

  [[nodiscard]] bool is_complete(const waiting& w) const;
  static void enrich(transition& t, const container& facts);
  static void note_oom(subject& s, engine_time at);
  void drain(subject& s, std::vector<alarm>& out, std::optional<instant> now);
  void finish(subject& s, const waiting& w, std::vector<alarm>& out);
  static alarm begin_alarm(subject& s, const transition& t);
  void end_open_down(subject& s, alarm& up);
  void release_down(const std::string& identity, const std::string& container_id);
  void end_unhealthy(const std::string& id, subject& s, std::vector<alarm>& out);
  static void end(raised& open, alarm& by);
  void leave_behind(const subject& s);
  static raised read_raised(const nlohmann::json& open, const nlohmann::json& around);

  bool await_logs_;
  std::unordered_map<std::string, subject> subjects_;
  /// Downs that containers which are no more left open, by identity.
  std::unordered_map<std::string, raised> legacies_;
  /// Containers with an open down, by identity.
  std::unordered_map<std::string, std::string> down_;
  std::deque<std::string> legacy_order_;             ///< identities, oldest first
  std::unordered_set<std::string> unsaved_;          ///< container ids
  std::unordered_set<std::string> unsaved_legacies_; ///< identities
  std::unordered_set<std::string> waiting_;          ///< ids whose queue is not empty
  std::unordered_set<std::string> unhealthy_; ///< ids of those that are down and were unhealthy
};

/// Why a container went down, from all that is known; none where not even the exit code is.
std::optional<down_cause> classify(const transition& down);

/// The stable id: UUID version 5 (RFC 4122) over the parts. `time` is an event's with ordinal 0,
/// else a generation's.
std::string
alarm_id(const std::string& container_id, engine_time time, alarm_kind kind, std::uint64_t ordinal);

} // namespace docker_monitor::model
