#define CAF_SUITE http.routes
#include "http/api/alarms_v2.hpp"
#include "http/api/containers_v2.hpp"
#include "http/api/health.hpp"
#include "http/api/metrics_v1.hpp"
#include "http/api/openapi.hpp"
#include "http/api/routes.hpp"
#include "http/api/sinks_v2.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::routes_test {

namespace {

route_handler who_answers(std::string_view target) {
  request into;
  return parse_target(target, into) ? route_handler{} : find_route(into.path);
}

route_function route_of(std::string_view target) {
  return who_answers(target).at_once;
}

} // namespace

CAF_TEST(every route leads to its handler) {
  CAF_CHECK(route_of("/healthz") == &healthz);
  CAF_CHECK(route_of("/readyz") == &readyz);
  CAF_CHECK(route_of("/docker-monitor/api/v1.0/metrics") == &list_metrics_v1);
  CAF_CHECK(route_of("/docker-monitor/api/v1.0/metrics?all=true") == &list_metrics_v1);
  CAF_CHECK(route_of("/docker-monitor/api/v1.0/metrics/web-1") == &one_metric_v1);
  CAF_CHECK(route_of("/docker-monitor/api/v2/containers?all=true") == &list_containers_v2);
  CAF_CHECK(route_of("/docker-monitor/api/v2/containers/web-1") == &one_container_v2);
  CAF_CHECK(route_of("/docker-monitor/api/v2/sinks") == &list_sinks_v2);
  CAF_CHECK(route_of("/docker-monitor/api/openapi.json") == &openapi);
  CAF_CHECK(who_answers("/docker-monitor/api/v2/alarms?limit=5").later == &list_alarms_v2);
  CAF_CHECK(route_of("/docker%2Dmonitor/api/v1.0/metrics/*") == &one_metric_v1);
}

CAF_TEST(other paths lead nowhere) {
  for (const auto* target :
       {"//", "/healthz/", "//healthz", "/HEALTHZ", "/healthzz", "/health", "/healthz/x",
        "/docker-monitor", "/docker-monitor/api/v1.0/metrics/",
        "/docker-monitor/api/v1.0/metrics/a/b", "/docker-monitor/api/v1.0//metrics",
        "/docker-monitor/api/v2/containers/", "/docker-monitor/api/v2/containers/a/history/b",
        "/docker-monitor/api/v2/alarms/", "/docker-monitor/api/v2/sinks/log",
        "/docker-monitor/api/v1/metrics", "/docker-monitor/api/v1.0/metrics/a/"})
    CAF_CHECK(!who_answers(target));
}

} // namespace docker_monitor::http::routes_test
