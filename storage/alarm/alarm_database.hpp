#pragma once

#include "model/alarm/alarm.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/failure.hpp"
#include "model/saved_state.hpp"
#include "model/time.hpp"
#include "storage/alarm/write_batch.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::storage {

/// How much of the past is kept. What is open or still on its way is kept beyond.
struct history_limits {
  std::chrono::hours oldest{30 * 24};
  std::size_t shown = 100'000; ///< alarms that clients see
  std::size_t hidden = 20'000; ///< others, by which replays are recognised
};

/// What the last run left.
struct stored_alarms {
  model::saved_states states;
  /// Per sink, in their order: not delivered yet, those that were parked too.
  std::vector<std::vector<model::alarm_ptr>> pending;
  /// Per sink, in their order: delivered, and not ended since by an alarm for the same sink.
  std::vector<std::vector<model::alarm_ptr>> open;
  std::vector<std::string> newest_ids; ///< of the newest 10,000 alarms, the newest last
  std::size_t unreadable = 0;          ///< alarms whose text makes no sense any more
};

/// States, alarms and their way to the sinks, in one file of SQLite. One thread and one process
/// may use it. Every write is one transaction, on disk when it returns.
class alarm_database {
 public:
  /// The newest ids that are told.
  static constexpr std::size_t told_ids = 10'000;

  /// Opens or makes the file; `:memory:` is a database without one. A sink is known in the file by
  /// its key, and here by its place in `sink_keys`. Fails with `malformed` for a file that is no
  /// database or a broken one, `version_refused` for one of a newer version of ours, `permission`
  /// or `refused` for one that can't be used now.
  static model::expected<std::unique_ptr<alarm_database>>
  open(const std::string& path, const std::vector<std::string>& sink_keys, history_limits limits);

  ~alarm_database();

  /// What the last run left.
  model::expected<stored_alarms> load();

  /// Writes all of it or, with the failure, nothing. An alarm that is there already, by its id and
  /// whether it is shown, is left as it is. Now and then deletes a little of what the limits no
  /// longer allow.
  std::optional<model::failure> write(const write_batch& batch);

  /// A part of the history.
  model::expected<model::alarm_page> page(const model::alarm_query& query);

 private:
  struct parts;
  explicit alarm_database(std::unique_ptr<parts> all);

  std::unique_ptr<parts> parts_;
};

} // namespace docker_monitor::storage
