#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/sinks: where alarms go and how that is going, in the order of the
/// options.
response list_sinks_v2(const query& query);

} // namespace docker_monitor::http
