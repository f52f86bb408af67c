#pragma once

#include "model/container/container.hpp"
#include "model/container/container_counters.hpp"
#include "model/container/event.hpp"
#include "model/container/identity_registry.hpp"
#include "model/container/signals.hpp"
#include "model/container/transition.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// What exists on the engine and in which state: an idempotent state machine per container, fed by
/// events, lists and inspections. A generation is one run of a container, from start to die.
///
/// Events move it at once. A list only finds where the table and the engine disagree; `reconcile`
/// then settles a difference from a confirmed inspection and yields the transitions nobody saw.
class container_table {
 public:
  /// Takes the first list as it is: what already runs is not news.
  void adopt(const std::vector<container>& list, table_changes& changes);

  /// Moves on by one event. A second `die` in one generation, a `start` of a generation already
  /// known or a replayed event older than the state changes nothing.
  void apply(const event& event, alarm_origin origin, table_changes& changes);

  /// Compares with a list of everything: ids whose state differs, that are new or that are missing.
  /// With `deep` (events may have been lost) all others, too: one may have died and started in
  /// between. State words that carry no transition are taken over at once.
  std::vector<std::string>
  differences(const std::vector<container>& list, bool deep, table_changes& changes);

  /// Refreshes what is known of a container from an inspection, as far as it is about the
  /// generation the table is in; a change of health that no event told is a transition at `now`.
  void inspected(const container& facts, engine_time now, table_changes& changes);

  /// True where an inspection (none: the container is gone) contradicts the table, so that a
  /// transition was missed.
  [[nodiscard]] bool disagrees(const std::string& id, const container* facts) const;

  /// Makes the table agree with an inspection (none: gone), yielding the missed transitions with
  /// origin `reconciled`. `engine_gone`: the engine was restarted or away meanwhile.
  void reconcile(
      const std::string& id, const container* facts, engine_time now, bool engine_gone,
      table_changes& changes);

  /// The ids of the containers that an engine took down as it stopped gracefully, just before its
  /// stream ended at `end`: it ends all that run, at once, with the same events as if somebody had
  /// asked for each. None where a container still runs.
  [[nodiscard]] std::vector<std::string> taken_down(engine_time end) const;

  /// Takes how many processes of a container the OOM killer ended in the run that began at
  /// `started_at`, as its cgroup counts them. Another run than the table's is left alone.
  void count_oom_kills(
      const std::string& id, std::optional<engine_time> started_at, std::uint64_t kills,
      table_changes& changes);

  /// Takes what containers take on disk.
  void take_sizes(const disk_usage& usage, table_changes& changes);

  /// What is known of a container; null where there is none.
  [[nodiscard]] container_ptr find(const std::string& id) const;

  /// When the newest event of a container happened; the epoch where none is known.
  [[nodiscard]] engine_time last_event(const std::string& id) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  /// The area of the saved states.
  static constexpr const char* area = "container";

  /// What changed since the call before, as it is kept across restarts: one state per container.
  [[nodiscard]] saved_states take_unsaved();

  /// What was saved is lost: `take_unsaved` tells everything once more.
  void forget_saved();

  /// Takes a state back; for an empty table. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

  /// Every container as far as it is known, after a `restore`.
  [[nodiscard]] std::vector<container_ptr> all() const;

  /// Nothing is known any more.
  void clear();

 private:
  struct entry {
    container_ptr facts;
    engine_time last_event{};
    std::optional<engine_time> generation{}; ///< as in transition.hpp; the same as long as it lasts
    std::optional<engine_time> start_event;  ///< of this generation, where it was seen
    /// The newest `kill` event of this generation by signal. 0: the event did not name it.
    std::map<int, engine_time> kills;
    std::optional<engine_time> last_unpause;
    std::optional<engine_time> last_oom;
    std::optional<engine_time> last_down;
    bool stop_requested = false;
    bool unhealthy = false; ///< and that was told
    bool inspected = false; ///< at least once
    bool adopted = false;   ///< it was there before our first start, and was not inspected yet
    container_counters counters;
  };

  static transition
  make(entry& e, alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts);
  void bury(const std::string& id, engine_time time);
  entry& find_or_create(const event& event);
  void start(entry& e, const event& event, alarm_origin origin, table_changes& changes);
  void die(entry& e, const event& event, alarm_origin origin, table_changes& changes);
  void pause(entry& e, const event& event, alarm_origin origin, table_changes& changes);
  void destroy(const event& event, alarm_origin origin, table_changes& changes);
  void note_health(entry& e, engine_time time, alarm_origin origin, table_changes& changes);
  [[nodiscard]] static bool is_shadowed(const container& c, const char* attribute);
  static void note_kill(entry& e, const event& event);
  static void settle_health(entry& e, engine_time start);
  static void note_oom(entry& e, const event& event, alarm_origin origin, table_changes& changes);
  static void note_stop(entry& e, const event& event, table_changes& changes);
  [[nodiscard]] static bool
  asked_to_end(const entry& e, std::optional<int> exit_code, engine_time at);
  [[nodiscard]] static bool was_killed(const entry& e);
  [[nodiscard]] static bool
  counts_as_health(const entry& e, const container& facts, engine_time now);
  static void identify(entry& e, std::string identity);
  std::string start_identity(const container& c, engine_time at, table_changes& changes);
  void restore_identity(const std::string& id, const nlohmann::ordered_json& object, entry& e);
  void end_identity(const std::string& id, engine_time at, bool requested, table_changes& changes);
  void succeed(const std::optional<takeover>& taken, engine_time at, table_changes& changes);
  void adopt_trouble(entry& e, const container& facts, engine_time now, table_changes& changes);
  static void count(entry& e, const container& facts, bool same_run, container& shown);
  [[nodiscard]] saved_state save(const std::string& id) const;
  void reconcile_present(
      entry& e, const container& facts, engine_time now, bool engine_gone, table_changes& changes);

  std::unordered_map<std::string, entry> entries_;
  identity_registry identities_;
  /// When containers were removed, by id, for a while: what an engine tells of them once more is no
  /// news. Ids are never used again.
  std::unordered_map<std::string, engine_time> gone_;
  std::unordered_set<std::string> unsaved_; ///< ids
};

} // namespace docker_monitor::model
