#include "http/api/routes.hpp"

#include "http/api/alarms_v2.hpp"
#include "http/api/containers_v2.hpp"
#include "http/api/health.hpp"
#include "http/api/history_v2.hpp"
#include "http/api/host_v2.hpp"
#include "http/api/hosts_v2.hpp"
#include "http/api/metrics_v1.hpp"
#include "http/api/openapi.hpp"
#include "http/api/page.hpp"
#include "http/api/silences_v2.hpp"
#include "http/api/sinks_v2.hpp"
#include "http/api/stream_v2.hpp"
#include "http/prometheus/prometheus.hpp"

#include <algorithm>
#include <string_view>

namespace docker_monitor::http {

namespace {

/// A path pattern and its handler. `*` stands for one non-empty segment.
struct route {
  std::string_view pattern;
  route_handler handle;
};

constexpr route routes[] = {
    {"/", {page}},
    {"/docker-monitor/api/v1.0/metrics", {list_metrics_v1}},
    {"/docker-monitor/api/v1.0/metrics/*", {one_metric_v1}},
    {"/docker-monitor/api/v2/containers", {list_containers_v2}},
    {"/docker-monitor/api/v2/containers/*", {one_container_v2}},
    {"/docker-monitor/api/v2/containers/*/history", {.later = container_history_v2}},
    {"/docker-monitor/api/v2/alarms", {.later = list_alarms_v2}},
    {"/docker-monitor/api/v2/sinks", {list_sinks_v2}},
    {"/docker-monitor/api/v2/silences", {list_silences_v2}},
    {"/docker-monitor/api/v2/host", {host_v2}},
    {"/docker-monitor/api/v2/host/history", {.later = host_history_v2}},
    {"/docker-monitor/api/v2/hosts", {list_hosts_v2}},
    {"/docker-monitor/api/v2/hosts/*", {one_host_v2}},
    {"/docker-monitor/api/v2/hosts/*/containers", {list_host_containers_v2}},
    {"/docker-monitor/api/v2/hosts/*/containers/*", {one_host_container_v2}},
    {"/docker-monitor/api/v2/hosts/*/containers/*/history", {.later = forward_to_host_v2}},
    {"/docker-monitor/api/v2/hosts/*/alarms", {.later = list_host_alarms_v2}},
    {"/docker-monitor/api/v2/hosts/*/sinks", {.later = forward_to_host_v2}},
    {"/docker-monitor/api/v2/hosts/*/silences", {.later = forward_to_host_v2}},
    {"/docker-monitor/api/v2/hosts/*/host", {.later = forward_to_host_v2}},
    {"/docker-monitor/api/v2/hosts/*/host/history", {.later = host_history_of_fleet_v2}},
    {"/docker-monitor/api/v2/stream", {stream_v2_at_once, stream_v2}},
    {"/docker-monitor/api/openapi.json", {openapi}},
    {"/metrics", {metrics}},
    {"/healthz", {healthz}},
    {"/readyz", {readyz}},
};

/// Routes without a token: liveness, for service managers, and the page, which asks for the token.
constexpr std::string_view open_routes[] = {"/", "/healthz"};

bool matches(std::string_view pattern, const std::vector<std::string>& path) {
  for (const auto& segment : path) {
    if (pattern.empty())
      return false;
    pattern.remove_prefix(1); // the slash
    const auto expected = pattern.substr(0, pattern.find('/'));
    if (expected == "*" ? segment.empty() : segment != expected)
      return false;
    pattern.remove_prefix(expected.size());
  }
  return pattern.empty();
}

} // namespace

route_handler find_route(const std::vector<std::string>& path) {
  const auto found =
      std::ranges::find_if(routes, [&](const route& r) { return matches(r.pattern, path); });
  if (found == std::end(routes))
    return {};
  auto handle = found->handle;
  handle.number = static_cast<std::size_t>(found - std::begin(routes)) + 1;
  return handle;
}

bool is_open_to_all(std::string_view target) {
  const auto path = target.substr(0, target.find('?'));
  return std::ranges::find(open_routes, path) != std::end(open_routes);
}

std::string_view route_name(std::size_t number) {
  return number == 0 || number > std::size(routes) ? "other" : routes[number - 1].pattern;
}

} // namespace docker_monitor::http
