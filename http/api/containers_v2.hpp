#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /docker-monitor/api/v2/containers`: an array of container objects, in the order of their
/// names; which ones and what of them, `container_query` tells. 400 with the cause for a query that
/// means nothing, 503 before the first list of containers is in. An engine that can't be reached
/// later on is no reason to say nothing: `sampledAt` tells how old the values are.
response list_containers_v2(const query& query);

/// `GET /docker-monitor/api/v2/containers/<container>`: one such object, of stopped containers too.
/// The container is named by name, id or an unambiguous id prefix; else 404. 400 for a field that
/// is none, 503 as for the list. Costs the same however many containers there are.
response one_container_v2(const query& query);

} // namespace docker_monitor::http
