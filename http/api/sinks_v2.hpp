#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/sinks: the sinks and their delivery states, in the order of the
/// options.
response list_sinks_v2(const query& query);

} // namespace docker_monitor::http
