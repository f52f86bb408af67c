#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /metrics`: all containers, the host and the program for Prometheus, as text 0.0.4 or, where
/// the client prefers it, as OpenMetrics 1.0. Always 200: the reachability of the engine is one of
/// the metrics.
response metrics(const query& query);

} // namespace docker_monitor::http
