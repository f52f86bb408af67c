#pragma once

#include "http/container/list_cache.hpp"
#include "http/message/reply.hpp"
#include "http/message/request.hpp"
#include "http/message/response.hpp"
#include "http/prometheus/metrics_cache.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/published/latest_remote_write.hpp"
#include "http/published/latest_silences.hpp"
#include "http/published/latest_sink_state.hpp"
#include "http/server/request_statistics.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/container/snapshot.hpp"
#include "model/history/history_query.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::http {

class latest_hosts;
class stream_hub;

/// The common data of the endpoints of one server.
struct route_context {
  std::vector<std::string> labels{};    ///< keys of the container labels that may be shown
  latest_sink_states sinks{};           ///< states of the sinks
  latest_remote_writes remote_writes{}; ///< states of the receivers of remote write
  std::shared_ptr<const latest_silences> silences{}; ///< null where there are none
  model::alarm_history history{};         ///< query of the alarm log; empty where there is none
  model::history_source metric_history{}; ///< of metrics; empty where there is none
  std::shared_ptr<const http::self_metrics> self_metrics =
      std::make_shared<const http::self_metrics>(); ///< self-metrics
  model::engine_time started_at{};                  ///< start of the program
  std::chrono::nanoseconds interval{0};        ///< between two samples of a container; 0: not shown
  int cgroup_version = 0;                      ///< 1 or 2; 0 where no cgroup files are read
  stream_hub* stream = nullptr;                ///< null where there is no stream
  list_cache lists{};                          ///< rendered lists
  metrics_cache metrics{};                     ///< rendered texts for Prometheus
  std::vector<std::string> control_options{};  ///< words by which commands find this instance
  bool demo = false;                           ///< all containers are simulated
  bool show_logs = false;                      ///< containers' output and commands may be shown
  std::size_t max_series = 200'000;            ///< of containers and host in `/metrics`
  std::shared_ptr<const latest_hosts> fleet{}; ///< on the hub of a fleet: its hosts; else null
  const request_statistics* requests = nullptr; ///< null where requests are not counted
  /// The clock for queries of the past.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// The input of a route handler.
struct query {
  const model::snapshot_ptr& snapshot;
  const http::request& request;
  std::chrono::steady_clock::time_point now;
  route_context& context;
};

/// Answers a GET, or a HEAD, whose body the session omits. The answer depends only on the snapshot
/// and the request, up to the response's `valid_until`; the context caches work. Runs on the HTTP
/// thread; must not block or throw.
using route_function = response (*)(const query& query);

/// Answers a GET or HEAD through `reply`, at once or later, from any thread. The query is invalid
/// after the return. Runs on the HTTP thread; must not block or throw.
using deferred_function = void (*)(const query& query, const reply& reply);

/// The functions of a route, or none. If there are both, `at_once` answers where too many requests
/// wait for `later`.
struct route_handler {
  route_function at_once = nullptr;
  deferred_function later = nullptr;
  std::size_t number = 0; ///< of the route, for statistics; 0 where there is none

  explicit operator bool() const { return at_once != nullptr || later != nullptr; }
};

/// Makes a 200 with a list of the snapshot's containers, in gzip form where that is accepted and
/// shorter.
response list_response(rendered_list& list, const query& query, const list_style& style);

} // namespace docker_monitor::http
