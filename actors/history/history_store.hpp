#pragma once

#include "actors/history/history_store_actor.hpp"
#include "actors/store_file.hpp"
#include "storage/history/history_file.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <optional>
#include <utility>

namespace docker_monitor::actors {

/// What a store works with.
struct history_store_deps {
  storage::history_file file;
  storage::opened_history opened; ///< what came of opening it
  /// The time of day, for the names of files.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// What waits to be written, and whether that can be done now.
struct history_store_state {
  explicit history_store_state(history_store_actor::pointer me) : self(me) {}

  static constexpr const char* name = "history_store";

  /// Pause between pieces of what is due, so that they are no burst and questions come between.
  static constexpr std::chrono::milliseconds breath{50};

  /// Begins with what came of opening the file.
  void begin(history_store_deps deps);

  /// Writes what waits; false where it must be tried again later.
  bool commit();

  /// Does a piece of what is due; true where there is more.
  bool compact();

  /// Completes an answer.
  void answer(stored_figures& question);

  using store_file_type = store_file<storage::history_file, storage::opened_history>;

  history_store_actor::pointer self;
  std::optional<store_file_type> file; ///< there from `begin` on
  /// Batches and who sent them. The keeper has one on its way but at its end.
  std::deque<std::pair<model::history_batch_ptr, caf::strong_actor_ptr>> waiting;
  /// What was there when it was opened after the start is older, as nobody was told yet.
  std::optional<std::chrono::sys_seconds> found;
  bool due = false;        ///< a `commit_atom` is on its way
  bool compacting = false; ///< a `compact_atom` is
  bool ending = false;

 private:
  bool write();
  void mend_if_broken(const model::failure& why);
  void note_found();
  void tell_broken();
};
static_assert(!std::is_aggregate_v<history_store_state>);

/// Keeps figures in the file that was opened; without it, it tries to open it every five seconds.
history_store_actor::behavior_type history_store(
    history_store_actor::stateful_pointer<history_store_state> self, history_store_deps deps);

} // namespace docker_monitor::actors
