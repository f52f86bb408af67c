#define CAF_SUITE actors.fleet_reporter
#include "fleet/payload_dictionary.hpp"
#include "tests/actors/fleet/reporter_fixture.hpp"

#include <caf/test/dsl.hpp>

#include <algorithm>

namespace fleet_reporter_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

using fixture = tests::reporter_fixture;

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
  const auto whole_states = [this] {
    return std::ranges::count_if(
        bus->sent, [](const auto& message) { return message.first == "fleet.a.state"; });
  };
  CAF_CHECK_EQUAL(whole_states(), 1);
  pass(5s);
  CAF_CHECK_EQUAL(whole_states(), 1);
  tell("state");
  pass(1s);
  CAF_CHECK_EQUAL(whole_states(), 2);
}

CAF_TEST(a host whose connection is back reports at once) {
  bus->opened = false;
  pass(3s);
  const auto sent = bus->sent.size();
  bus->opened = true;
  pass(fleet_reporter_state::reconnect_pause);
  CAF_REQUIRE_EQUAL(bus->sent.size(), sent + 1);
  CAF_CHECK_EQUAL(bus->sent.back().first, "fleet.a.state");
  pass(fleet_reporter_state::reconnect_pause); // from here on once a second
  CAF_CHECK_EQUAL(bus->sent.size(), sent + 1);
}

CAF_TEST(what a hub says of dictionaries is no question) {
  ask(fleet::dictionary_message(), 30);
  ask("dictionary 1", 30);
  CAF_CHECK_EQUAL(bus->messages.size(), 1u); // the whole state; nothing is answered or refused
  ask(host_route, fleet_reporter_state::max_queries_a_second);
  CAF_CHECK_EQUAL(answers("200"), fleet_reporter_state::max_queries_a_second);
  CAF_CHECK_EQUAL(answers("429"), 0u);
}

CAF_TEST(a hub that names dictionaries without end is not listened to) {
  for (unsigned i = 0; i < fleet_reporter_state::max_taken_a_second; ++i)
    tell(fleet::dictionary_message());
  CAF_CHECK(listens());
  tell(fleet::dictionary_message());
  CAF_CHECK(!listens());
  pass(1s);
  CAF_CHECK(listens());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace fleet_reporter_test
