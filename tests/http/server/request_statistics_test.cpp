#define CAF_SUITE http.request_statistics
#include "http/server/request_statistics.hpp"
#include "tests/http/connection_fixture.hpp"
#include "tests/http/prometheus/prometheus_rows.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace docker_monitor::http::request_statistics_test {

using namespace std::chrono_literals;

namespace {

/// In which bucket a duration is counted.
std::size_t bucket_of(std::chrono::nanoseconds took) {
  request_statistics statistics;
  statistics.count(0, 200, took);
  const auto& buckets = statistics.routes()[0].buckets;
  return static_cast<std::size_t>(std::ranges::find(buckets, 1u) - buckets.begin());
}

std::string get(std::string_view target, std::string_view method = "GET") {
  return std::string{method} + ' ' + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

/// More containers than a socket takes at once, all with this CPU time.
model::snapshot_ptr many(std::uint64_t cpu_ns) {
  std::vector<model::row_ptr> rows;
  for (int i = 0; i < 100; ++i) {
    auto row = full_row("n" + std::to_string(i));
    auto sample = *row.sample;
    sample.now.cpu_total_ns = cpu_ns;
    rows.push_back(share(with_sample(std::move(row), std::move(sample))));
  }
  return make_snapshot(std::move(rows));
}

std::size_t times(std::string_view part, const std::string& text) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

struct fixture : connection_fixture {
  /// What is counted, as metrics show it.
  std::string counts() {
    auto client = connect();
    talk(client, get("/metrics"));
    return read_all(client);
  }

  /// Reads an answer that comes in several parts.
  std::string read_all(test_client& client) {
    for (int i = 0; i < 100; ++i) {
      pump();
      client.receive();
    }
    const auto answers = split_responses(client.input);
    CAF_REQUIRE_EQUAL(answers.size(), 1u);
    CAF_CHECK_EQUAL(answers[0].status, 200u);
    client.input.clear();
    return answers[0].body;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(request_statistics_tests, fixture)

CAF_TEST(a bound belongs to the bucket below it) {
  CAF_CHECK_EQUAL(bucket_of(0ns), 0u);
  CAF_CHECK_EQUAL(bucket_of(100us), 0u);
  CAF_CHECK_EQUAL(bucket_of(100'001ns), 1u);
  CAF_CHECK_EQUAL(bucket_of(5s), 7u);
  CAF_CHECK_EQUAL(bucket_of(6s), 8u);
}

CAF_TEST(each route has its own statuses) {
  request_statistics statistics;
  statistics.count(2, 200, 1ms);
  statistics.count(2, 200, 2ms);
  statistics.count(2, 404, 3ms);
  statistics.count(0, 400, 1ms);
  const auto& routes = statistics.routes();
  CAF_REQUIRE_EQUAL(routes.size(), 3u);
  CAF_CHECK(routes[1].by_status.empty());
  CAF_CHECK((routes[2].by_status == decltype(routes[2].by_status){{200, 2}, {404, 1}}));
  CAF_CHECK(routes[2].sum == 6ms);
  CAF_CHECK((routes[0].by_status == decltype(routes[0].by_status){{400, 1}}));
}

CAF_TEST(sessions count what they answer) {
  auto client = connect();
  for (const auto* target : {"/healthz", "/healthz", "/nowhere", "/readyz"})
    talk(client, get(target));
  talk(client, get("/healthz", "HEAD"));
  talk(client, get("/docker-monitor/api/v2/alarms")); // nobody answers
  talk(client, "nonsense\r\n\r\n");
  const auto all = counts();
  const std::string name = "\ndocker_monitor_http_requests_total{route=";
  CAF_CHECK_EQUAL(times(name + R"("/healthz",code="200"} 3)", all), 1u);
  CAF_CHECK_EQUAL(times(name + R"("/readyz",code="200"} 1)", all), 1u);
  CAF_CHECK_EQUAL(times(name + R"("other",code="404"} 1)", all), 1u);
  CAF_CHECK_EQUAL(times(name + R"("other",code="400"} 1)", all), 1u);
  CAF_CHECK_EQUAL(times(name + R"("/docker-monitor/api/v2/alarms",code="503"} 1)", all), 1u);
}

CAF_TEST(an answer counts when the kernel has all of it) {
  latest_snapshot.publish(many(1));
  auto slow = connect();
  talk(slow, get("/metrics"));
  now += 2s;
  const std::string route = R"({route="/metrics",code="200"} )";
  CAF_CHECK_EQUAL(times(route, counts()), 0u);
  read_all(slow);
  const auto all = counts();
  CAF_CHECK_EQUAL(times(route + "2\n", all), 1u);
  CAF_CHECK_EQUAL(times("request_duration_seconds_sum{route=\"/metrics\"} 2.000000000\n", all), 1u);
}

CAF_TEST(a slow client gets the page it asked for and a HEAD only its length) {
  latest_snapshot.publish(many(1));
  auto slow = connect();
  talk(slow, get("/metrics"));
  latest_snapshot.publish(many(2));
  auto quick = connect();
  talk(quick, get("/metrics"));
  CAF_CHECK_EQUAL(times(",cpu=\"total\"} 0.000000002\n", read_all(quick)), 100u);
  const auto text = read_all(slow);
  CAF_CHECK_EQUAL(times(",cpu=\"total\"} 0.000000001\n", text), 100u);
  CAF_CHECK_EQUAL(times(",cpu=\"total\"} ", text), 100u);
  talk(quick, get("/metrics", "HEAD"));
  const auto head = split_responses(quick.input, true);
  CAF_REQUIRE_EQUAL(head.size(), 1u);
  CAF_CHECK(std::stoul(head[0].field("Content-Length")) > text.size() / 2);
  quick.input.clear();
  talk(quick, get("/healthz"));
  CAF_CHECK_EQUAL(split_responses(quick.input).size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::http::request_statistics_test
