#pragma once

#include "storage/data_directory.hpp"

#include <functional>
#include <optional>
#include <string>

namespace docker_monitor::storage {

/// The engine that data are of.
struct data_owner {
  std::string id;        ///< empty if the engine has no stable one
  std::string host_name; ///< of its machine: clones of a machine may share an id, but not a name
};

/// Asks the engine who it is. Returns none if it does not answer soon.
using owner_query = std::function<std::optional<data_owner>()>;

/// Takes over what the same engine has under another URL: its files are renamed to those of this
/// location. That is done if this location has no data yet, and exactly one other in the directory
/// has data of the engine that answers, which no instance uses. Otherwise nothing changes. Asks
/// only if there are data of other URLs. Logs what was done, and what prevented it.
void take_over_data(const data_location& own, const owner_query& ask);

} // namespace docker_monitor::storage
