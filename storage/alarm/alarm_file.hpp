#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"
#include "storage/alarm/alarm_database.hpp"

#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::storage {

/// Which database, and for whom.
struct alarm_file {
  std::string path = ":memory:";
  std::vector<std::string> sink_keys{}; ///< in the order of the sinks' numbers
  history_limits limits{};

  /// One that is lost with the process, and small.
  static alarm_file in_memory(std::vector<std::string> sink_keys);
};

/// What came of opening a file.
struct opened_alarms {
  std::shared_ptr<alarm_database> database; ///< null where it can't be used now
  stored_alarms stored;                     ///< of the last run; as many sinks as there are keys
  std::string trouble; ///< what a person must know: cause and remedy; else empty
  bool anew = false;   ///< the file was broken: it was set aside, and what it held is not here
};

/// Opens a file and reads what the last run left. A broken one is set aside and a new one begun.
opened_alarms open_alarms(const alarm_file& file, model::engine_time now);

/// Renames a broken file, and what belongs to it, and begins a new one; its name is in the
/// `trouble`. Nothing is deleted. Not more than ten times: then the disk is at fault.
opened_alarms begin_anew(const alarm_file& file, const model::failure& why, model::engine_time now);

} // namespace docker_monitor::storage
