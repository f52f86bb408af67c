#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <string>

namespace docker_monitor::storage {

/// Renames a broken database, and the log that belongs to it, and gives its new name. Nothing is
/// deleted. Not more than `most` times for one path: then the disk is at fault.
model::expected<std::string> quarantine(const std::string& path, model::engine_time now, int most);

} // namespace docker_monitor::storage
