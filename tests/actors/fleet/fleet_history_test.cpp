#define CAF_SUITE actors.fleet_history
#include "model/history/hub_history.hpp"
#include "tests/actors/fleet/listened_fleet.hpp"

#include <caf/test/dsl.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fleet_history_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using tests::whole;

namespace {

const std::string used =
    R"({"cpu":{"percent":150.5},"memory":{"workingSetBytes":1024,"percent":25}})";
const std::string containers = R"({"id":"w","name":"web","status":"running","health":"unhealthy"},)"
                               R"({"id":"p","name":"proxy","status":"running"},)"
                               R"({"id":"d","name":"db","status":"exited","health":"unhealthy"})";

struct fixture : tests::listened_fleet {
  const model::engine_time start = wall;

  /// Second after second, in which these hosts report that nothing has changed.
  void live(std::chrono::seconds time, const std::vector<std::string>& heard = {}) {
    for (auto second = 0s; second < time; second += 1s) {
      wall += 1s;
      for (const auto& host : heard)
        report(host, "");
      pass(1s, 250ms);
    }
  }

  /// The history of a metric, as the API would have it.
  std::vector<model::history_point> points(const std::string& host, std::string_view name) {
    const auto series = model::parse_history_series(name);
    CAF_REQUIRE(series && is_kept(*series, model::history_owner::fleet_host));
    std::optional<model::expected<model::history_line>> answer;
    caf::anon_send(
        keeper,
        metric_history_query{
            {model::fleet_host_identity(host, *series), *series, start, wall + 1h, 0s, true},
            [&answer](model::expected<model::history_line> line) { answer = std::move(line); }});
    consume_messages();
    CAF_REQUIRE(answer && *answer);
    return (*answer)->points;
  }

  /// The times of the points of a metric, since the start.
  std::vector<std::chrono::seconds> times(const std::string& host, std::string_view name) {
    std::vector<std::chrono::seconds> all;
    for (const auto& point : points(host, name))
      all.push_back(std::chrono::duration_cast<std::chrono::seconds>(point.time - start));
    return all;
  }
};

using seconds_list = std::vector<std::chrono::seconds>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(fleet_history_tests, fixture)

CAF_TEST(what a host reports is recorded every five seconds) {
  set_roster({"a", "b"});
  report("a", whole(containers, used), true);
  live(20s, {"a"});
  const std::pair<std::string_view, float> expected[] = {
      {"cpu.percent", 150.5F},    {"memory.workingSetBytes", 1024.F},
      {"memory.percent", 25.F},   {"containers.running", 2.F},
      {"containers.exited", 1.F}, {"containers.unhealthy", 1.F},
      {"containers.paused", 0.F},
  };
  for (const auto& [metric, value] : expected) {
    CAF_CHECK(times("a", metric) == (seconds_list{5s, 10s, 15s, 20s}));
    for (const auto& point : points("a", metric))
      CAF_CHECK_EQUAL(point.average, value);
    CAF_CHECK(points("b", metric).empty());
  }
}

CAF_TEST(a host that is lost leaves a gap and its past can be asked for meanwhile) {
  set_roster({"a"});
  report("a", whole(containers, used), true);
  live(10s, {"a"});
  live(30s);
  CAF_CHECK(hosts->find("a")->presence.is == model::host_presence::condition::lost);
  CAF_CHECK(times("a", "cpu.percent") == (seconds_list{5s, 10s}));
  CAF_CHECK(times("a", "containers.running") == (seconds_list{5s, 10s}));
  live(10s, {"a"});
  CAF_CHECK(times("a", "containers.running") == (seconds_list{5s, 10s, 45s, 50s}));
}

CAF_TEST(a hub that hears nothing records nothing of hosts that count as present) {
  set_roster({"a"});
  report("a", whole(containers, used), true);
  live(10s, {"a"});
  caf::anon_send(listener, fleet_connection{false, false});
  live(30s);
  CAF_CHECK(hosts->find("a")->presence.is == model::host_presence::condition::present);
  CAF_CHECK(times("a", "containers.running") == (seconds_list{5s, 10s}));
}

CAF_TEST(nothing is recorded before the whole state is known) {
  set_roster({"a"});
  report("a", R"(,"host":)" + used + R"(,"containers":[)" + containers + ']');
  live(10s, {"a"});
  CAF_CHECK(hosts->find("a")->presence.is == model::host_presence::condition::present);
  CAF_CHECK(points("a", "cpu.percent").empty());
  CAF_CHECK(points("a", "containers.running").empty());
  report("a", whole(containers, used), true);
  live(10s, {"a"});
  CAF_CHECK(times("a", "containers.running") == (seconds_list{15s, 20s}));
}

CAF_TEST(a host without figures of its own has counts only) {
  set_roster({"a"});
  report("a", whole(containers), true);
  live(10s, {"a"});
  CAF_CHECK(points("a", "cpu.percent").empty());
  CAF_CHECK_EQUAL(points("a", "containers.running").size(), 2u);
}

CAF_TEST(a removed host keeps its past and gets no more of it) {
  set_roster({"a", "b"});
  report("a", whole(containers, used), true);
  report("b", whole(containers, used), true);
  live(10s, {"a", "b"});
  set_roster({"b"});
  live(20s, {"b"});
  CAF_CHECK(times("a", "containers.running") == (seconds_list{5s, 10s}));
  CAF_CHECK_EQUAL(points("b", "containers.running").size(), 6u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace fleet_history_test
