#define CAF_SUITE http.metrics
#include "http/api/routes.hpp"
#include "http/message/gzip.hpp"
#include "http/prometheus/prometheus.hpp"
#include "tests/http/prometheus/prometheus_rows.hpp"
#include "tests/http/snapshots.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <sstream>

namespace docker_monitor::http::metrics_test {

using namespace std::chrono_literals;

namespace {

struct fixture {
  response ask(const model::snapshot_ptr& snapshot) {
    return metrics({snapshot, request, noon, context});
  }

  std::string text(const model::snapshot_ptr& snapshot = make_snapshot({share(full_row("a"))})) {
    const auto answer = ask(snapshot);
    std::string all = *answer.body;
    for (const auto& part : answer.rest)
      all += *part;
    CAF_CHECK_EQUAL(all.size(), body_bytes(answer));
    return all;
  }

  void add_sink(std::string url, std::string kind) {
    model::sink_status status;
    status.url = std::move(url);
    status.kind = std::move(kind);
    add_sink(std::move(status));
  }

  void add_sink(model::sink_status status) {
    auto latest_snapshot = std::make_shared<http::latest_sink_state>();
    latest_snapshot->publish(std::make_shared<const model::sink_status>(std::move(status)));
    context.sinks.push_back(latest_snapshot);
  }

  http::request request;
  route_context context;
};

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

/// Names of metrics whose lines are not all together, or whose series come twice.
std::set<std::string> faults(const std::string& text) {
  std::set<std::string> done;
  std::set<std::string> series;
  std::set<std::string> found;
  std::string current;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) {
    if (line.starts_with("# HELP ")) {
      current = line.substr(7, line.find(' ', 7) - 7);
      if (!done.insert(current).second)
        found.insert(current);
    } else if (line.starts_with('#')) {
      continue;
    } else if (
        !line.starts_with(current) || !series.insert(line.substr(0, line.rfind(' '))).second) {
      found.insert(line);
    }
  }
  return found;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(metrics_tests, fixture)

CAF_TEST(the form is the one asked for) {
  const auto snapshot = make_snapshot({share(full_row("a"))});
  CAF_CHECK_EQUAL(ask(snapshot).content_type, "text/plain; version=0.0.4; charset=utf-8");
  CAF_CHECK(!has(text(), "# EOF"));
  CAF_CHECK(has(text(), "# TYPE container_cpu_usage_seconds_total counter\n"));
  request.prefers_openmetrics = true;
  CAF_CHECK_EQUAL(
      ask(snapshot).content_type, "application/openmetrics-text; version=1.0.0; charset=utf-8");
  CAF_CHECK(text().ends_with("} 1\n# EOF\n"));
  CAF_CHECK(has(text(), "# TYPE container_cpu_usage_seconds counter\n"));
  CAF_CHECK(has(text(), "\ncontainer_cpu_usage_seconds_total{"));
}

CAF_TEST(lines of a metric are together and no series comes twice) {
  request_statistics requests;
  requests.count(0, 404, 1ms);
  requests.count(1, 200, 1ms);
  context.requests = &requests;
  add_sink("log:", "log");
  add_sink("amqp://h/", "amqp");
  add_sink("amqp://h/", "amqp");
  const auto all = text(make_snapshot({share(full_row("a")), share(full_row("b"))}));
  CAF_CHECK_EQUAL(caf::deep_to_string(faults(all)), "[]");
  request.prefers_openmetrics = true;
  CAF_CHECK_EQUAL(caf::deep_to_string(faults(text())), "[]");
}

CAF_TEST(an engine that is away is 200 and a zero) {
  const auto none = std::make_shared<const model::snapshot>();
  CAF_CHECK_EQUAL(ask(none).status, 200u);
  CAF_CHECK(has(text(none), "docker_monitor_engine_connected 0\n"));
  CAF_CHECK(!has(text(none), "docker_monitor_engine_info"));
  CAF_CHECK(!has(text(none), "machine_cpu_cores"));
  CAF_CHECK(!has(text(none), "docker_monitor_host_info"));
  CAF_CHECK(has(text(), "docker_monitor_engine_connected 1\n"));
}

CAF_TEST(what the host has is reported) {
  auto engine = connected_engine();
  engine.cores = 4;
  engine.memory_bytes = 1024;
  engine.name = "Docker";
  engine.version = "26.1.5";
  engine.api_version = "1.45";
  engine.host_name = "box-1";
  const auto all =
      text(std::make_shared<const model::snapshot>(1, engine, std::vector<model::row_ptr>{}));
  CAF_CHECK(has(all, "machine_cpu_cores 4\n"));
  CAF_CHECK(has(all, "machine_memory_bytes 1024\n"));
  CAF_CHECK(has(all, "docker_monitor_host_info{host=\"box-1\"} 1\n"));
  CAF_CHECK(has(
      all, R"(docker_monitor_engine_info{name="Docker",version="26.1.5",api_version="1.45"} 1)"));
}

CAF_TEST(what we count is reported without a new snapshot) {
  const auto snapshot = make_snapshot({});
  auto self_metrics = std::make_shared<http::self_metrics>();
  context.self_metrics = self_metrics;
  CAF_CHECK(has(text(snapshot), "docker_monitor_events_seen_total 0\n"));
  http::count(self_metrics->events_seen, 5);
  http::count(self_metrics->events_duplicate, 2);
  http::count(self_metrics->samplings, 10);
  http::count(self_metrics->sampling_ns, 1'500'000'000);
  const auto all = text(snapshot);
  CAF_CHECK(has(all, "docker_monitor_events_seen_total 5\n"));
  CAF_CHECK(has(all, "docker_monitor_events_duplicate_total 2\n"));
  CAF_CHECK(has(all, "docker_monitor_sampling_seconds_sum 1.500000000\n"));
  CAF_CHECK(has(all, "docker_monitor_sampling_seconds_count 10\n"));
  CAF_CHECK(ask(snapshot).valid_until < noon);
}

CAF_TEST(receivers of remote write are reported) {
  model::remote_write_status status;
  status.url = "http://a:9090/api/v1/write";
  for (const auto* url : {"http://a:9090/api/v1/write", "http://b:8428/api/v1/write"}) {
    auto state = std::make_shared<latest_remote_write>();
    status.url = url;
    state->publish(std::make_shared<const model::remote_write_status>(status));
    context.remote_writes.push_back(state);
    status.state = model::sink_status::condition::down;
    status.sent = 1;
    status.pending = 2;
    status.dropped = 3;
    status.refused = 4;
    status.failed = 5;
    status.oldest_pending = model::engine_time{std::chrono::milliseconds{1'795'000'000'500}};
  }
  context.remote_writes.push_back(std::make_shared<latest_remote_write>()); // not started yet
  const auto all = text();
  CAF_CHECK(faults(all).empty());
  const std::string first = "{url=\"http://a:9090/api/v1/write\"} ";
  const std::string second = "{url=\"http://b:8428/api/v1/write\"} ";
  CAF_CHECK(!has(all, "docker_monitor_remote_write_up" + first));
  CAF_CHECK(has(all, "docker_monitor_remote_write_up" + second + "0\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_sent_samples_total" + first + "0\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_sent_samples_total" + second + "1\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_pending_samples" + second + "2\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_dropped_samples_total" + second + "3\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_refused_samples_total" + second + "4\n"));
  CAF_CHECK(has(all, "docker_monitor_remote_write_failed_requests_total" + second + "5\n"));
  CAF_CHECK(
      has(all, "docker_monitor_remote_write_oldest_pending_timestamp_seconds" + second
                   + "1795000000.500\n"));
}

CAF_TEST(sinks are reported by what is shown of their URLs) {
  model::sink_status status;
  status.url = "amqp://h/";
  status.kind = "amqp";
  status.state = model::sink_status::condition::down;
  status.delivered = 3;
  status.pending = 2;
  status.oldest_pending = model::engine_time{1'700'000'000s};
  add_sink(status);
  add_sink("log:", "log");
  const auto all = text();
  CAF_CHECK(has(all, R"(docker_monitor_sink_up{sink="amqp://h/",kind="amqp"} 0)"));
  CAF_CHECK(!has(all, R"(docker_monitor_sink_up{sink="log:")"));
  CAF_CHECK(has(all, R"(docker_monitor_sink_pending{sink="amqp://h/",kind="amqp"} 2)"));
  CAF_CHECK(has(all, R"(docker_monitor_sink_delivered_total{sink="amqp://h/",kind="amqp"} 3)"));
  CAF_CHECK(has(
      all, "docker_monitor_sink_oldest_pending_timestamp_seconds{sink=\"amqp://h/\",kind=\"amqp\"} "
           "1700000000.000\n"));
}

CAF_TEST(requests are reported by route) {
  request_statistics requests;
  context.requests = &requests;
  requests.connections = 7;
  const auto number = find_route({"docker-monitor", "api", "v2", "containers", "x"}).number;
  CAF_CHECK(number > 0);
  requests.count(number, 200, 200us);
  requests.count(number, 304, 2ms);
  requests.count(0, 404, 10s);
  const auto all = text();
  CAF_CHECK(has(all, "docker_monitor_http_connections 7\n"));
  const std::string route = R"({route="/docker-monitor/api/v2/containers/*")";
  CAF_CHECK(has(all, "docker_monitor_http_requests_total" + route + ",code=\"304\"} 1\n"));
  CAF_CHECK(has(all, "docker_monitor_http_requests_total{route=\"other\",code=\"404\"} 1\n"));
  const auto duration = "docker_monitor_http_request_duration_seconds";
  CAF_CHECK(has(all, duration + ("_bucket" + route) + ",le=\"0.0001\"} 0\n"));
  CAF_CHECK(has(all, duration + ("_bucket" + route) + ",le=\"0.0005\"} 1\n"));
  CAF_CHECK(has(all, duration + ("_bucket" + route) + ",le=\"0.005\"} 2\n"));
  CAF_CHECK(has(all, duration + ("_bucket" + route) + ",le=\"5.0\"} 2\n"));
  CAF_CHECK(has(all, duration + ("_bucket" + route) + ",le=\"+Inf\"} 2\n"));
  CAF_CHECK(has(all, duration + ("_sum" + route) + "} 0.002200000\n"));
  CAF_CHECK(has(all, duration + ("_count" + route) + "} 2\n"));
  CAF_CHECK(has(all, std::string{duration} + "_bucket{route=\"other\",le=\"5.0\"} 0\n"));
}

CAF_TEST(the process is reported) {
  const auto all = text();
  for (const auto* name :
       {"process_cpu_seconds_total ", "process_resident_memory_bytes ",
        "process_virtual_memory_bytes ", "process_open_fds ", "process_max_fds ",
        "process_threads ", "process_start_time_seconds 1"})
    CAF_CHECK(has(all, std::string{"\n"} + name));
}

CAF_TEST(small texts are compressed and large ones are not ) {
  request.accepts_gzip = true;
  const auto small = ask(make_snapshot({share(full_row("a"))}));
  CAF_CHECK(small.rest.empty());
  const auto is_coding = [](const header& h) { return h.name == "Content-Encoding"; };
  CAF_CHECK(std::ranges::any_of(small.headers, is_coding));
  CAF_CHECK(small.body->starts_with("\x1f\x8b"));
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 20; ++i)
    rows.push_back(share(full_row(std::string(100, 'n') + std::to_string(i))));
  const auto large = ask(make_snapshot(std::move(rows)));
  CAF_CHECK(!std::ranges::any_of(large.headers, is_coding));
  CAF_CHECK(body_bytes(large) > 65'536);
}

CAF_TEST(what the budget leaves out is counted in every round) {
  context.max_series = 0;
  const auto first = make_snapshot({share(full_row("a"))});
  const auto series = [&](const std::string& all) {
    const std::string name = "\ndocker_monitor_series_dropped_total ";
    const auto at = all.find(name);
    return at == std::string::npos ? 0 : std::stoi(all.substr(at + name.size()));
  };
  const auto once = series(text(first));
  CAF_CHECK(once > 40);
  CAF_CHECK_EQUAL(series(text(first)), once);
  CAF_CHECK_EQUAL(series(text(make_snapshot({share(full_row("a"))}))), 2 * once);
  CAF_CHECK(has(text(first), "docker_monitor_containers_dropped 1\n"));
  CAF_CHECK(has(text(first), "docker_monitor_series_limit 0\n"));
}

CAF_TEST(a page that nobody asks for is dropped after a while) {
  CAF_CHECK(context.metrics.empty());
  text();
  for (unsigned i = 0; i < metrics_cache::max_idle; ++i)
    context.metrics.tidy();
  CAF_CHECK(!context.metrics.empty());
  text();
  for (unsigned i = 0; i < metrics_cache::max_idle; ++i)
    context.metrics.tidy();
  CAF_CHECK(!context.metrics.empty());
  context.metrics.tidy();
  CAF_CHECK(context.metrics.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::metrics_test
