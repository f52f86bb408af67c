#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /docker-monitor/api/v2/containers`: an array of container objects, ordered by name.
/// `container_query` selects containers and members. 400 with the cause for an invalid query, 503
/// until the first list of containers has arrived. While the engine is unreachable the last values
/// are served; `sampledAt` has their time.
response list_containers_v2(const query& query);

/// `GET /docker-monitor/api/v2/containers/<container>`: one such object, also of a stopped
/// container. The container is named by name, id or an unambiguous id prefix; else 404. 400 for an
/// unknown field, 503 as for the list. The cost does not depend on the number of containers.
response one_container_v2(const query& query);

} // namespace docker_monitor::http
