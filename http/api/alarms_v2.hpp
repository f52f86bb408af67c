#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/alarms: a page of the alarm log, newest first. 400 for an invalid
/// parameter, 503 where there is no alarm log or it cannot be read.
void list_alarms_v2(const query& query, const reply& reply);

} // namespace docker_monitor::http
