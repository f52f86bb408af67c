#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"
#include "storage/alarm/alarm_database.hpp"

#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::storage {

/// A database file and its sinks.
struct alarm_file {
  std::string path = ":memory:";
  std::vector<std::string> sink_keys{}; ///< in the order of the sinks' indices
  history_limits limits{};

  /// Returns a small database in memory, which ends with the process.
  static alarm_file in_memory(std::vector<std::string> sink_keys);
};

/// The result of opening a file.
struct opened_alarms {
  std::shared_ptr<alarm_database> database; ///< null if it can't be used now
  stored_alarms stored;                     ///< of the last run, with an entry per sink key
  std::string problem;                      ///< cause and remedy, for a person; else empty
  bool recreated = false; ///< the file was damaged and quarantined; its data are not in `stored`
};

/// Opens a file and reads the data of the last run. A damaged file is quarantined, and a new one
/// is created.
opened_alarms open_alarms(const alarm_file& file, model::engine_time now);

/// Quarantines a damaged file and its log, and begins a new one; `problem` contains the new name.
/// Nothing is deleted. Fails after ten times: the disk is probably faulty.
opened_alarms
recreate_alarms(const alarm_file& file, const model::failure& why, model::engine_time now);

} // namespace docker_monitor::storage
