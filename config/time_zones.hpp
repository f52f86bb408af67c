#pragma once

#include "model/failure.hpp"
#include "model/rule/time_zone.hpp"

#include <string>

namespace docker_monitor::config {

/// The zone with a name of the IANA database, such as `Europe/Berlin`. Fails with `bad_option`
/// where this machine has no such zone, or no database (the package tzdata).
model::expected<model::time_zone_ptr> find_time_zone(const std::string& name);

/// The zone of this machine: `TZ` where that names one, else /etc/localtime, else UTC.
model::time_zone_ptr system_time_zone();

} // namespace docker_monitor::config
