#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/containers/<container>/history: the line of one metric, as JSON or,
/// where that is preferred, CSV. `<container>` may also be one that is no more. 400 for a parameter
/// that makes no sense, 404 for a container nobody knows, 503 where no history is kept or it can't
/// be read.
void container_history_v2(const query& query, const reply& reply);

/// GET /docker-monitor/api/v2/host/history: likewise, of the host as a whole.
void host_history_v2(const query& query, const reply& reply);

} // namespace docker_monitor::http
