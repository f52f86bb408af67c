#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /docker-monitor/api/v1.0/metrics[?all=true]`: an array with one object per container that
/// `docker ps` lists (with `all` also stopped ones), ordered by name. The text and its gzip form
/// are made on first demand, once per snapshot.
///
/// 503 until the first list of containers has arrived, and when the last contact with the engine is
/// more than 30 s ago.
response list_metrics_v1(const query& query);

/// `GET /docker-monitor/api/v1.0/metrics/<container>`: one such object, also of a stopped
/// container. The container is named by name, id or an unambiguous id prefix; else 404. 503 as for
/// the list. The cost does not depend on the number of containers.
response one_metric_v1(const query& query);

} // namespace docker_monitor::http
