#include "http/routes.hpp"

#include "http/containers_v2.hpp"
#include "http/health.hpp"
#include "http/metrics_v1.hpp"

#include <algorithm>
#include <string_view>

namespace docker_monitor::http {

namespace {

/// A path pattern, where `*` stands for one segment that is not empty, and who answers it.
struct route {
  std::string_view pattern;
  endpoint_function handle;
};

constexpr route routes[] = {
    {"/docker-monitor/api/v1.0/metrics", list_metrics_v1},
    {"/docker-monitor/api/v1.0/metrics/*", one_metric_v1},
    {"/docker-monitor/api/v2/containers", list_containers_v2},
    {"/docker-monitor/api/v2/containers/*", one_container_v2},
    {"/healthz", healthz},
    {"/readyz", readyz},
};

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

endpoint_function find_route(const std::vector<std::string>& path) {
  const auto found =
      std::ranges::find_if(routes, [&](const route& r) { return matches(r.pattern, path); });
  return found == std::end(routes) ? nullptr : found->handle;
}

} // namespace docker_monitor::http
