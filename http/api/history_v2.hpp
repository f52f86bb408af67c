#pragma once

#include "http/api/route_handler.hpp"
#include "model/history/history_series.hpp"

#include <optional>
#include <string>

namespace docker_monitor::http {

/// GET /docker-monitor/api/v2/containers/<container>/history: the line of one metric, as JSON or,
/// where the client prefers it, as CSV. `<container>` may also name a removed container. 400 for an
/// invalid parameter, 404 for an unknown container, 503 where there is no metric history or it
/// cannot be read. On the hub of a fleet 400: hosts keep it.
void container_history_v2(const query& query, const reply& reply);

/// GET /docker-monitor/api/v2/host/history: as above, for the whole host, which has more metrics:
/// load averages and pressure. On the hub of a fleet `host=` names the host, and the hub answers
/// from its own history, which has counts of containers: 404 for a host of which nothing is kept
/// any more.
void host_history_v2(const query& query, const reply& reply);

/// Answers with what the hub itself keeps of a host of its fleet.
void kept_host_history_v2(const query& query, const std::string& host, const reply& reply);

/// Returns the series that is asked for, or the default; none for an unknown metric.
std::optional<model::history_series> history_series_of(const request& request);

} // namespace docker_monitor::http
