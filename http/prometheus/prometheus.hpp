#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /metrics`: all containers, the host and ourselves for Prometheus, as text 0.0.4 or as
/// OpenMetrics 1.0 where that is asked for. Always 200: an engine that is away is one of the
/// metrics.
response metrics(const query& query);

} // namespace docker_monitor::http
