#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/alarms: a page of the history, newest first. 400 for a parameter that
/// makes no sense, 503 where nobody keeps a history or it can't be read.
void list_alarms_v2(const query& query, const reply& reply);

} // namespace docker_monitor::http
