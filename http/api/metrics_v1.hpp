#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /docker-monitor/api/v1.0/metrics[?all=true]`: an array with one object per container that
/// `docker ps` lists (all: stopped ones too), in the order of their names. The text and its gzip
/// form are made on first demand, once per snapshot.
///
/// 503 while the first list of containers is not in, and when the engine has been unreachable for
/// more than 30 s since the last contact.
response list_metrics_v1(const query& query);

/// `GET /docker-monitor/api/v1.0/metrics/<container>`: one such object, of stopped containers too.
/// The container is named by name, id or an unambiguous id prefix; else 404. 503 as for the list.
/// Costs the same however many containers there are.
response one_metric_v1(const query& query);

} // namespace docker_monitor::http
