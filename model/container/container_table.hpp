#pragma once

#include "model/container/container.hpp"
#include "model/container/container_counters.hpp"
#include "model/container/identity_registry.hpp"
#include "model/container/signals.hpp"
#include "model/container/transition.hpp"
#include "model/event/event.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"

#include <nlohmann/json_fwd.hpp>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace docker_monitor::model {

/// The containers of the engine and their states: an idempotent state machine per container, driven
/// by events, lists and inspections. A generation is one run of a container, from start to die.
///
/// Events change it at once. A list only finds differences between the table and the engine;
/// `reconcile` settles them from a confirmed inspection and makes the missed transitions.
class container_table {
 public:
  /// Takes the first list as it is; containers that run already make no transition.
  void adopt(const std::vector<container>& list, table_changes& changes);

  /// Applies one event. A second `die` in one generation, a `start` of a known generation or a
  /// replayed event older than the state changes nothing.
  void apply(const event& event, alarm_origin origin, table_changes& changes);

  /// Compares the table with a complete list. Returns the ids that are new, missing or differ in
  /// state. With `deep` (events may have been lost) returns all ids: a container may have died and
  /// started meanwhile. A state word or name that makes no transition is taken over at once.
  std::vector<std::string>
  differences(const std::vector<container>& list, bool deep, table_changes& changes);

  /// Updates a container from an inspection, as far as that describes the table's generation. A
  /// change of health without an event makes a transition at `now`.
  void inspected(const container& facts, engine_time now, table_changes& changes);

  /// Returns how long after this inspection the container must be inspected again, since it may
  /// change without an event; none if every change is reported.
  [[nodiscard]] std::optional<std::chrono::seconds> look_again_after(const container& facts) const;

  /// Returns true if an inspection (null: the container does not exist) contradicts the table, so
  /// that a transition was missed.
  [[nodiscard]] bool disagrees(const std::string& id, const container* facts) const;

  /// Updates the table from an inspection (null: the container does not exist); the missed
  /// transitions have the origin `reconciled`. `engine_gone`: the engine was restarted or away
  /// meanwhile.
  void reconcile(
      const std::string& id, const container* facts, engine_time now, bool engine_gone,
      table_changes& changes);

  /// Returns the ids of the containers that an engine stopped as it ended gracefully. It stops all
  /// running containers at once, with the events of a requested stop, and exits right after the
  /// last of them: its stream ends at `end`. Returns none if a container still runs, or if the last
  /// one ended earlier than that.
  [[nodiscard]] std::vector<std::string> taken_down(engine_time end) const;

  /// Takes the number of processes of a container that the OOM killer ended in the run that began
  /// at `started_at`, from its cgroup. Ignored for another run than the table's.
  void count_oom_kills(
      const std::string& id, std::optional<engine_time> started_at, std::uint64_t kills,
      table_changes& changes);

  /// Takes the sizes of containers on disk.
  void take_sizes(const disk_usage& usage, table_changes& changes);

  /// Returns the facts of a container; null if it is unknown.
  [[nodiscard]] container_ptr find(const std::string& id) const;

  /// Returns the time of a container's newest event; the epoch if it is unknown.
  [[nodiscard]] engine_time last_event(const std::string& id) const;

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

  /// The area of the saved states.
  static constexpr const char* area = "container";

  /// Returns what changed since the previous call: one state per container.
  [[nodiscard]] saved_states take_unsaved();

  /// Marks all states as unsaved: the next `take_unsaved` returns everything.
  void forget_saved();

  /// Restores a state into an empty table. Fails with `malformed`.
  expected<bool> restore(const saved_state& state);

  /// Returns all containers, after a `restore`.
  [[nodiscard]] std::vector<container_ptr> all() const;

  /// Removes all containers.
  void clear();

 private:
  struct entry {
    container_ptr facts;
    engine_time last_event{};
    std::optional<engine_time> generation{}; ///< as in transition.hpp; constant during a generation
    std::optional<engine_time> start_event;  ///< of this generation, if it was received
    /// The newest `kill` event of this generation by signal. 0: the event named no signal.
    std::map<int, engine_time> kills;
    std::optional<engine_time> last_unpause;
    std::optional<engine_time> last_oom;
    std::optional<engine_time> last_down;
    bool stop_requested = false;
    bool unhealthy = false; ///< the newest health transition was to unhealthy
    bool inspected = false; ///< at least once
    bool has_check = false; ///< the newest inspection showed a health
    bool adopted = false;   ///< it existed before the first start, and was not inspected yet
    container_counters counters;
  };

  static transition
  make(entry& e, alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts);
  void remember_removed(const std::string& id, engine_time time);
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
  static void
  note_name(const container_ptr& before, const container_ptr& now, table_changes& changes);
  static void name_oom(const entry& e, transition& down);
  static void note_stop(entry& e, const event& event, table_changes& changes);
  [[nodiscard]] static bool
  asked_to_end(const entry& e, std::optional<int> exit_code, engine_time at);
  [[nodiscard]] static bool was_killed(const entry& e);
  [[nodiscard]] static engine_time asked_at(const entry& e);
  [[nodiscard]] static bool
  counts_as_health(const entry& e, const container& facts, engine_time now);
  [[nodiscard]] static bool awaits_check(const entry& e);
  static void identify(entry& e, std::string identity);
  std::string start_identity(const container& c, engine_time at, table_changes& changes);
  void restore_identity(const std::string& id, const nlohmann::ordered_json& object, entry& e);
  void end_identity(const std::string& id, engine_time at, bool requested, table_changes& changes);
  void succeed(const std::optional<takeover>& taken, engine_time at, table_changes& changes);
  void adopt_failures(entry& e, const container& facts, engine_time now, table_changes& changes);
  static void count(entry& e, const container& facts, bool same_run, container& shown);
  [[nodiscard]] saved_state save(const std::string& id) const;
  void reconcile_present(
      entry& e, const container& facts, engine_time now, bool engine_gone, table_changes& changes);

  std::unordered_map<std::string, entry> entries_;
  identity_registry identities_;
  /// Removal times by id, kept for a while: replayed events of these containers are ignored. Ids
  /// are never used again.
  std::unordered_map<std::string, engine_time> gone_;
  std::unordered_set<std::string> unsaved_; ///< ids
};

} // namespace docker_monitor::model
