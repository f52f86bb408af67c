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

/// The dependencies of a store.
struct history_store_deps {
  storage::history_file file;
  storage::opened_history opened; ///< the result of opening the file
  /// The wall clock, for the names of files.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// The batches that wait to be written, and the state of the file.
struct history_store_state {
  explicit history_store_state(history_store_actor::pointer me) : self(me) {}

  static constexpr const char* name = "history_store";

  /// Pause between the parts of a compaction, so that queries are answered between them.
  static constexpr std::chrono::milliseconds compaction_pause{50};

  /// Begins with the result of opening the file.
  void begin(history_store_deps deps);

  /// Writes the waiting batches. Returns false if that must be retried later.
  bool commit();

  /// Does a part of the compaction. Returns true if there is more.
  bool compact();

  /// Completes an answer.
  void answer(stored_history_query& query);

  using store_file_type = store_file<storage::history_file, storage::opened_history>;

  history_store_actor::pointer self;
  std::optional<store_file_type> file; ///< set by `begin`
  /// Batches and their senders. The keeper sends one at a time, except when it ends.
  std::deque<std::pair<model::history_batch_ptr, caf::strong_actor_ptr>> waiting;
  /// The rows found in a file that was opened late are older than this; not yet sent to the keeper.
  std::optional<std::chrono::sys_seconds> found;
  bool due = false;        ///< a `commit_atom` was sent and is pending
  bool compacting = false; ///< a `compact_atom` was sent and is pending
  bool ending = false;

 private:
  bool write();
  void recover_if_damaged(const model::failure& why);
  void note_found();
  void log_broken();
};
static_assert(!std::is_aggregate_v<history_store_state>);

/// Stores the metric history. Without a file it tries to open it every five seconds.
history_store_actor::behavior_type history_store(
    history_store_actor::stateful_pointer<history_store_state> self, history_store_deps deps);

} // namespace docker_monitor::actors
