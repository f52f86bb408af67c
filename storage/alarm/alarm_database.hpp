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

/// The limits of the alarm log. Open and undelivered alarms are kept beyond them.
struct history_limits {
  std::chrono::hours oldest{30 * 24};
  std::size_t shown = 100'000; ///< alarms that clients see
  std::size_t hidden = 20'000; ///< others, which are needed to recognise replays
};

/// The data that the last run left.
struct stored_alarms {
  model::saved_states states;
  /// Per sink, in their order: not delivered, including parked ones.
  std::vector<std::vector<model::alarm_ptr>> pending;
  /// Per sink, in their order: delivered, and not yet ended by an alarm for the same sink.
  std::vector<std::vector<model::alarm_ptr>> open;
  std::vector<std::string> newest_ids; ///< of the newest 10,000 alarms, the newest at the end
  std::size_t unreadable = 0;          ///< number of alarms whose text cannot be parsed
};

/// Alarms, their deliveries and saved states, in one SQLite file, for one thread and one process.
/// Every write is one transaction, which is on disk when it returns.
class alarm_database {
 public:
  /// The number of newest ids that `load` returns.
  static constexpr std::size_t max_loaded_ids = 10'000;

  /// Opens or creates the file; `:memory:` is a database without a file. The file identifies a sink
  /// by its key, the interface by its index in `sink_keys`. Fails with `malformed` for a file that
  /// is no database or is damaged, `version_refused` for one of a newer version of docker-monitor,
  /// `permission` or `refused` for one that can't be used now.
  static model::expected<std::unique_ptr<alarm_database>>
  open(const std::string& path, const std::vector<std::string>& sink_keys, history_limits limits);

  ~alarm_database();

  /// Returns the data that the last run left.
  model::expected<stored_alarms> load();

  /// Writes all of the batch or, with the failure, nothing. An alarm that already exists, with its
  /// id and whether it is shown, stays unchanged, unless the new one is an update. Some writes also
  /// delete a few alarms beyond the limits.
  std::optional<model::failure> write(const write_batch& batch);

  /// Returns a page of the alarm log.
  model::expected<model::alarm_page> page(const model::alarm_query& query);

 private:
  struct parts;
  explicit alarm_database(std::unique_ptr<parts> all);

  std::unique_ptr<parts> parts_;
};

} // namespace docker_monitor::storage
