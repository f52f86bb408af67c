#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/store_file.hpp"
#include "storage/alarm/alarm_file.hpp"
#include "storage/alarm/write_batch.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::actors {

/// What a store works with.
struct alarm_store_deps {
  storage::alarm_file file;
  storage::opened_alarms opened; ///< what came of opening it
  /// The time of day, for the names of files.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// What waits to be written, and whether that can be done now.
struct alarm_store_state {
  explicit alarm_store_state(alarm_store_actor::pointer me) : self(me) {}

  static constexpr const char* name = "alarm_store";

  /// Begins with what came of opening the file.
  void begin(alarm_store_deps deps);

  /// One who saves here is told when what was saved is lost, at once where it is already.
  void attach(const saver_actor& saver);

  /// Takes what must be committed together, or what became of alarms.
  void take(commit_batch& news);
  void take(delivery_report& news);

  /// Writes what waits; false where it must be tried again later.
  bool commit();

  /// Answers from what is on disk, after writing what waits.
  model::expected<model::alarm_page> page(const model::alarm_query& query);

  using store_file_type = store_file<storage::alarm_file, storage::opened_alarms>;

  alarm_store_actor::pointer self;
  std::optional<store_file_type> file; ///< there from `begin` on
  storage::write_batch batch;
  std::vector<std::shared_ptr<const void>> loads; ///< of what is in the batch
  std::vector<saver_actor> savers;
  bool lost = false;    ///< what was saved, since the start
  bool due = false;     ///< a `commit_atom` is on its way
  bool retries = false; ///< it is a late one, after a failure
  bool ending = false;

 private:
  bool write();
  void tell_lost();
};
static_assert(!std::is_aggregate_v<alarm_store_state>);

/// Keeps alarms and states in the database that was opened; without one it goes on from memory and
/// tries to open the file every five seconds.
alarm_store_actor::behavior_type
alarm_store(alarm_store_actor::stateful_pointer<alarm_store_state> self, alarm_store_deps deps);

} // namespace docker_monitor::actors
