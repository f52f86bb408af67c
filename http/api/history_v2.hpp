#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/containers/<container>/history: the line of one metric, as JSON or,
/// where the client prefers it, as CSV. `<container>` may also name a removed container. 400 for an
/// invalid parameter, 404 for an unknown container, 503 where there is no metric history or it
/// cannot be read.
void container_history_v2(const query& query, const reply& reply);

/// GET /docker-monitor/api/v2/host/history: as above, for the whole host, which has more metrics:
/// load averages and pressure.
void host_history_v2(const query& query, const reply& reply);

} // namespace docker_monitor::http
