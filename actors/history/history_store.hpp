#pragma once

#include "actors/history/history_store_actor.hpp"
#include "storage/history/history_file.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace docker_monitor::actors {

/// What a store works with.
struct history_store_settings {
  storage::history_file file;
  std::function<void(own_trouble)> tell; ///< of its troubles and their ends; not empty
  /// The time of day, for the names of files.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// What waits to be written, and whether that can be done now.
struct history_store_state {
  history_store_state() = default;

  static constexpr const char* name = "history_store";

  /// Pause before a disk that takes nothing is tried again.
  static constexpr std::chrono::seconds retry_pause{5};

  /// Pause between pieces of what is due, so that they are no burst and questions come between.
  static constexpr std::chrono::milliseconds breath{50};

  /// Writes what waits; false where it must be tried again later.
  bool commit();

  /// Does a piece of what is due; true where there is more.
  bool tend();

  /// Completes an answer.
  void answer(stored_figures& question);

  /// Tells of a trouble, and what it means, unless there is one already.
  void begin_trouble(const std::string& why, const char* meaning);

  history_store_settings settings;
  std::shared_ptr<storage::history_database> database; ///< null where it can't be opened
  /// Batches and who sent them. The keeper has one on its way but at its end.
  std::deque<std::pair<model::history_batch_ptr, caf::strong_actor_ptr>> waiting;
  /// What was there when it was opened after the start is older, as nobody was told yet.
  std::optional<std::chrono::sys_seconds> found;
  std::string trouble;  ///< told, and over with the next success; empty for none
  bool due = false;     ///< a `commit_atom` is on its way
  bool tending = false; ///< a `tend_atom` is
  bool ending = false;

 private:
  bool write();
  void mend(const model::failure& why);
  bool take(storage::opened_history opened);
  bool succeeded(const std::optional<model::failure>& why);
  void tell_broken();
};
static_assert(!std::is_aggregate_v<history_store_state>);

/// Keeps figures in the file that was opened; without it, it tries to open it every five seconds.
history_store_actor::behavior_type history_store(
    history_store_actor::stateful_pointer<history_store_state> self,
    const history_store_settings& settings, const storage::opened_history& opened);

} // namespace docker_monitor::actors
