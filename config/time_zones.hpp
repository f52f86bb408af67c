#pragma once

#include "model/failure.hpp"
#include "model/rule/time_zone.hpp"

#include <string>

namespace docker_monitor::config {

/// Returns the zone with a name of the IANA database, such as `Europe/Berlin`. Fails with
/// `bad_option` if this machine has no such zone, or no database (the package tzdata).
model::expected<model::time_zone_ptr> find_time_zone(const std::string& name);

/// Returns the zone of this machine: that of `TZ` if set, else /etc/localtime; null (UTC) if there
/// is none. `TZ` has the forms that the C library takes: a name, a path, or rules such as
/// `CET-1CEST,M3.5.0,M10.5.0/3`, each also after a colon. Fails with `bad_option` for any other,
/// for which the C library takes UTC.
model::expected<model::time_zone_ptr> system_time_zone();

} // namespace docker_monitor::config
