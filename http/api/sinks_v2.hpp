#pragma once

#include "http/api/endpoint.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/sinks: where alarms go and how that is going, in the order of the
/// options.
response list_sinks_v2(const question& question);

} // namespace docker_monitor::http
