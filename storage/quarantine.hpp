#pragma once

#include "model/failure.hpp"
#include "model/time.hpp"

#include <string>

namespace docker_monitor::storage {

/// Renames a damaged database and its log, and returns the new name. Nothing is deleted. Fails
/// after `most` times for one path: the disk is probably faulty.
model::expected<std::string> quarantine(const std::string& path, model::engine_time now, int most);

} // namespace docker_monitor::storage
