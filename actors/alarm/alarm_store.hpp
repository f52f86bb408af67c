#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "storage/alarm/alarm_file.hpp"
#include "storage/alarm/write_batch.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// What a store works with.
struct alarm_store_settings {
  storage::alarm_file file;
  std::function<void(own_trouble)> tell; ///< of its troubles and their ends; not empty
  /// The file had to be begun anew: everything that must survive is to be sent once more; not
  /// empty.
  std::function<void()> resave;
  /// The time of day, for the names of files.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// What waits to be written, and whether that can be done now.
struct alarm_store_state {
  alarm_store_state() = default;

  static constexpr const char* name = "alarm_store";

  /// Pause before a disk that takes nothing is tried again.
  static constexpr std::chrono::seconds retry_pause{5};

  /// Writes what waits; false where it must be tried again later.
  bool commit();

  /// Answers from what is on disk, after writing what waits.
  model::expected<model::alarm_page> page(const model::alarm_query& query);

  /// Tells of a trouble, and what it means, unless there is one already.
  void begin_trouble(const std::string& why, const char* meaning);

  alarm_store_settings settings;
  std::shared_ptr<storage::alarm_database> database; ///< null where it can't be opened
  storage::write_batch batch;
  std::vector<std::shared_ptr<const void>> loads; ///< of what is in the batch
  std::string trouble;  ///< told, and over with the next commit; empty for none
  bool due = false;     ///< a `commit_atom` is on its way
  bool retries = false; ///< it is a late one, after a failure
  bool ending = false;

 private:
  bool reopen();
  bool take(storage::opened_alarms opened);
  void mend(const model::failure& why);
};
static_assert(!std::is_aggregate_v<alarm_store_state>);

/// Keeps alarms and states in the database that was opened; without one it goes on from memory and
/// tries to open the file every five seconds.
alarm_store_actor::behavior_type alarm_store(
    alarm_store_actor::stateful_pointer<alarm_store_state> self,
    const alarm_store_settings& settings, const storage::opened_alarms& opened);

} // namespace docker_monitor::actors
