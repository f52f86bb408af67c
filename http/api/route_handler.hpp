#pragma once

#include "http/api/latest_silences.hpp"
#include "http/container/list_cache.hpp"
#include "http/message/reply.hpp"
#include "http/message/request.hpp"
#include "http/message/response.hpp"
#include "http/prometheus/metrics_cache.hpp"
#include "http/prometheus/self_metrics.hpp"
#include "http/server/request_statistics.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/alarm/sink_status.hpp"
#include "model/container/snapshot.hpp"
#include "model/history/history_query.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::http {

class stream_hub;

/// What the endpoints of one server have in common.
struct route_context {
  std::vector<std::string> labels{}; ///< keys of the container labels that may be shown
  model::latest_sink_states sinks{}; ///< where alarms go
  std::shared_ptr<const latest_silences> silences{}; ///< null where there can be none
  model::alarm_history history{};  ///< whom to ask for alarms; empty where nobody keeps them
  model::history_source figures{}; ///< whom to ask for figures of the past; likewise
  std::shared_ptr<const http::self_metrics> self_metrics =
      std::make_shared<const http::self_metrics>(); ///< what we count about ourselves
  model::engine_time started_at{};                  ///< when we were
  std::chrono::nanoseconds interval{0}; ///< between two samples of a container; 0: not told
  int cgroup_version = 0;               ///< 1 or 2; 0 where no files are read
  stream_hub* stream = nullptr;         ///< whom to join; null where nobody may
  list_cache lists{};                   ///< what was rendered before
  metrics_cache metrics{};              ///< likewise, for Prometheus
  bool demo = false;                    ///< all containers are simulated
  bool show_logs = false;               ///< what containers wrote, and their commands, may be shown
  std::size_t max_series = 200'000;     ///< of containers and host in metrics
  const request_statistics* requests = nullptr; ///< null where nobody counts them
  /// What time it is, for questions about the past.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// What a route handler answers from.
struct query {
  const model::snapshot_ptr& snapshot;
  const http::request& request;
  std::chrono::steady_clock::time_point now;
  route_context& context;
};

/// Answers a GET (or HEAD: the session leaves the body out). The answer depends on the snapshot,
/// the request and, up to the response's `valid_until`, nothing else; the context only saves work.
/// Runs on the HTTP thread; must not block or throw.
using route_function = response (*)(const query& query);

/// Answers a GET (or HEAD) through `reply`, at once or later, from any thread. The query is gone
/// when it returns. Runs on the HTTP thread; must not block or throw.
using deferred_function = void (*)(const query& query, const reply& reply);

/// Who answers a route, or nobody. Where there are both, `at_once` answers what `later` can't since
/// too many wait.
struct route_handler {
  route_function at_once = nullptr;
  deferred_function later = nullptr;
  std::size_t number = 0; ///< of its route, for statistics; 0 where there is none

  explicit operator bool() const { return at_once != nullptr || later != nullptr; }
};

/// 200 with a list of the snapshot's containers, in gzip form where that is accepted and worth it.
response list_response(rendered_list& list, const query& query, const list_style& style);

} // namespace docker_monitor::http
