#define CAF_SUITE actors.fleet_reporter
#include "actors/fleet/fleet_reporter.hpp"
#include "fleet/payload.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_bus.hpp"

#include <caf/test/dsl.hpp>

#include <algorithm>
#include <utility>

namespace fleet_reporter_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

/// A bus that is opened once.
struct opened_bus : tests::fake_bus {
  bool open() override { return !std::exchange(opened, true); }
  [[nodiscard]] bool connected() const override { return opened; }
  bool opened = false;
};

struct fixture : tests::actor_fixture {
  std::shared_ptr<opened_bus> bus = std::make_shared<opened_bus>();
  fleet_reporter_actor reporter;

  fixture() {
    pass(10s, 1s); // no clock of the reporter begins at zero
    fleet_reporter_deps deps;
    deps.bus = bus;
    deps.host = "a";
    deps.instance = "1";
    deps.machine = "machine";
    deps.latest_snapshot = std::make_shared<http::latest_snapshot>();
    deps.wall_clock = [] { return *model::parse_rfc3339("2026-11-22T10:00:00Z"); };
    reporter = end_with_test(sys.spawn(fleet_reporter, std::move(deps)));
    consume_messages();
  }

  /// Returns true while the reporter listens to the hub.
  bool listens() { return bus->handlers.contains("fleet.a.ask"); }

  /// The hub sends a message, `times` times, before the reporter reads any.
  void ask(const std::string& payload, std::size_t times = 1, const std::string& reply = "_HUB.1") {
    for (std::size_t i = 0; i < times && listens(); ++i)
      bus->handlers.at("fleet.a.ask")({"fleet.a.ask", reply, payload, {}});
    consume_messages();
  }

  /// Returns how many answers with this status were sent.
  std::size_t answers(std::string_view status) {
    return static_cast<std::size_t>(std::ranges::count_if(bus->messages, [&](const auto& message) {
      return message.subject == "_HUB.1" && message.header("Status") == status;
    }));
  }

  std::size_t whole_states() {
    return static_cast<std::size_t>(std::ranges::count_if(
        bus->messages, [](const auto& message) { return message.subject == "fleet.a.state"; }));
  }
};

const std::string host_route = "GET /docker-monitor/api/v2/host";

} // namespace

CAF_TEST_FIXTURE_SCOPE(fleet_reporter_tests, fixture)

CAF_TEST(a hub may only read) {
  for (const auto* order :
       {"POST /docker-monitor/api/v2/host", "PUT /", "DELETE /docker-monitor/api/v2/silences",
        "PATCH /metrics", "HEAD /metrics", "POST /containers/x/stop", "stop x", "", "get /metrics"})
    ask(order);
  CAF_CHECK_EQUAL(answers("405"), 9u);
  ask("GET /containers/x/stop");
  ask("GET /docker-monitor/api/v2/stream");
  CAF_CHECK_EQUAL(answers("404"), 2u);
  ask(host_route);
  CAF_CHECK_EQUAL(answers("200"), 1u);
}

CAF_TEST(a hub that asks without end gets few answers) {
  ask(host_route, 30);
  CAF_CHECK_EQUAL(answers("200"), fleet_reporter_state::max_queries_a_second);
  CAF_CHECK_EQUAL(answers("429"), 10u);
  for (int i = 0; i < 100; ++i)
    ask(host_route, 10);
  CAF_CHECK_EQUAL(answers("200"), fleet_reporter_state::max_queries_a_second);
  CAF_CHECK_EQUAL(answers("429"), fleet_reporter_state::max_refusals_a_second);
  CAF_CHECK(!listens());
  pass(1s);
  CAF_CHECK(listens());
  ask(host_route);
  CAF_CHECK_EQUAL(answers("200"), fleet_reporter_state::max_queries_a_second + 1);
}

CAF_TEST(a hub that asks faster than it is answered fills no memory) {
  ask(host_route, 10'000);
  CAF_CHECK_EQUAL(
      answers("200") + answers("429"),
      fleet_reporter_state::max_queries_a_second + fleet_reporter_state::max_refusals_a_second);
  pass(1s);
  ask(host_route);
  CAF_CHECK_EQUAL(answers("200"), fleet_reporter_state::max_queries_a_second + 1);
}

CAF_TEST(the whole state is sent when the hub asks for it) {
  CAF_CHECK_EQUAL(whole_states(), 1u);
  pass(5s);
  CAF_CHECK_EQUAL(whole_states(), 1u);
  ask("state", 1, "");
  pass(1s);
  CAF_CHECK_EQUAL(whole_states(), 2u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace fleet_reporter_test
