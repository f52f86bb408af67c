#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

// The hosts of a fleet, on its hub. Elsewhere these routes return 404, as they do for a host that
// was not invited.

/// `GET …/v2/hosts[?group=]`: returns an array with the state of each host. With `format=http_sd`
/// returns the targets with which Prometheus scrapes each host through the hub.
response list_hosts_v2(const query& query);

/// `GET …/v2/hosts/<host>`: returns the state of one host.
response one_host_v2(const query& query);

/// `GET …/v2/hosts/<host>/containers`, and `…/<container>`: as without a host, but of
/// this one. The hub answers from its own memory, also while the host is lost.
response list_host_containers_v2(const query& query);
response one_host_container_v2(const query& query);

/// `GET …/v2/hosts/<host>/alarms`: returns the alarms of this host in the hub's log.
void list_host_alarms_v2(const query& query, const reply& reply);

/// `GET …/v2/hosts/<host>/…` of all other routes: forwards the query to the host. Returns 503 while
/// it is not present, 504 if it does not answer.
void forward_to_host_v2(const query& query, const reply& reply);

/// `GET …/v2/hosts/<host>/host/history`: forwards the query to a host that is present, which keeps
/// more metrics in finer steps. Else, and for counts of containers, the hub answers from its own
/// history.
void host_history_of_fleet_v2(const query& query, const reply& reply);

/// `GET /metrics?host=NAME`: forwards the query in the same way.
void metrics_of_host(const query& query, const reply& reply);

} // namespace docker_monitor::http
