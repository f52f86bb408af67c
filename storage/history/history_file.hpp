#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"
#include "storage/history/history_database.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace docker_monitor::storage {

/// The file of the metric history.
struct history_file {
  std::string path;        ///< empty: none
  std::uint64_t bytes = 0; ///< maximum size
};

/// The result of opening a file.
struct opened_history {
  std::shared_ptr<history_database> database; ///< null if it can't be used now
  std::string problem;                        ///< cause and remedy, for a person; else empty
  bool recreated = false;                     ///< the file was damaged and quarantined
};

/// Opens a file. A damaged file is quarantined, and a new one is created.
opened_history open_history(const history_file& file, model::engine_time now);

/// Quarantines a damaged file and begins a new one; `problem` contains the new name. Fails after
/// four times, since each file may have the size limit of the history.
opened_history
recreate_history(const history_file& file, const model::failure& why, model::engine_time now);

} // namespace docker_monitor::storage
