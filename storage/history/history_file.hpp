#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"
#include "storage/history/history_database.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace docker_monitor::storage {

/// Where figures are kept.
struct history_file {
  std::string path;        ///< empty: nowhere
  std::uint64_t bytes = 0; ///< at most
};

/// What came of opening a file.
struct opened_history {
  std::shared_ptr<history_database> database; ///< null where it can't be used now
  std::string trouble; ///< what a person must know: cause and remedy; else empty
  bool anew = false;   ///< the file was broken: it was set aside
};

/// Opens a file. A broken one is set aside and a new one begun.
opened_history open_history(const history_file& file, model::engine_time now);

/// Renames a broken file and begins a new one; its name is in the `trouble`. Not more than four
/// times, as each may be as large as all of them may be.
opened_history
begin_history_anew(const history_file& file, const model::failure& why, model::engine_time now);

} // namespace docker_monitor::storage
