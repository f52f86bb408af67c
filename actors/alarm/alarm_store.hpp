#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/store_file.hpp"
#include "storage/alarm/alarm_file.hpp"
#include "storage/alarm/write_batch.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a store.
struct alarm_store_deps {
  storage::alarm_file file;
  storage::opened_alarms opened; ///< the result of opening the file
  /// The wall clock, for the names of files.
  model::engine_time (*wall_clock)() = std::chrono::system_clock::now;
};

/// The data that wait to be written, and the state of the file.
struct alarm_store_state {
  explicit alarm_store_state(alarm_store_actor::pointer me) : self(me) {}

  static constexpr const char* name = "alarm_store";

  /// Begins with the result of opening the file.
  void begin(alarm_store_deps deps);

  /// Registers an actor that is notified when its saved states are lost; at once if they already
  /// are.
  void attach(const saver_actor& saver);

  /// Take data that must be committed together, or the results of deliveries.
  void take(commit_batch& incoming);
  void take(delivery_report& report);

  /// Writes the waiting data and calls the functions that wait for it. Returns false if that must
  /// be retried later.
  bool commit();

  /// Adds a function to call after the next commit. While the disk fails, only the newest are kept.
  void await_commit(std::function<void()> done) {
    constexpr std::size_t max_waiting = 10'000;
    if (committed.size() >= max_waiting)
      committed.pop_front();
    committed.push_back(std::move(done));
  }

  /// Answers from the file, after writing the waiting data.
  model::expected<model::alarm_page> page(const model::alarm_query& query);

  using store_file_type = store_file<storage::alarm_file, storage::opened_alarms>;

  alarm_store_actor::pointer self;
  std::optional<store_file_type> file; ///< set by `begin`
  storage::write_batch batch;
  std::vector<std::shared_ptr<const void>> loads; ///< of the events in the batch
  std::vector<saver_actor> savers;
  std::deque<std::function<void()>> committed; ///< to be called once the batch is written
  bool lost = false;                           ///< saved states were lost since the start
  bool due = false;                            ///< a `commit_atom` was sent and is pending
  bool retries = false; ///< the pending `commit_atom` is delayed, after a failure
  bool ending = false;

 private:
  bool write();
  void notify_lost();
};
static_assert(!std::is_aggregate_v<alarm_store_state>);

/// Stores alarms and states in the database. Without one it keeps them in memory and tries to open
/// the file every five seconds.
alarm_store_actor::behavior_type
alarm_store(alarm_store_actor::stateful_pointer<alarm_store_state> self, alarm_store_deps deps);

} // namespace docker_monitor::actors
