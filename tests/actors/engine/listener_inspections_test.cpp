#define CAF_SUITE actors.listener_inspections
#include "tests/actors/engine/listener_connection_fixture.hpp"

namespace listener_inspections_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

CAF_TEST_FIXTURE_SCOPE(listener_inspections_tests, tests::listener_connection_fixture)

CAF_TEST(an inspection that fails is made again after a while) {
  connect_with_one();
  send("c1", event_action::update, 100ms);
  CAF_REQUIRE_EQUAL(client->inspections.size(), 1u);
  fake_engine_client::pop(client->inspections).second(mute);
  consume_messages();
  CAF_CHECK(client->inspections.empty());
  pass(1900ms);
  CAF_CHECK(client->inspections.empty());
  pass(200ms);
  CAF_CHECK_EQUAL(client->inspections.size(), 1u);
}

CAF_TEST(a renamed container may go out of sight) {
  connect_with_one();
  model::event e;
  e.container_id = "c1";
  e.name = "hidden-2";
  e.action = event_action::rename;
  e.time = epoch + 100ms;
  model::event_batch batch;
  batch.events = {e};
  client->received(batch);
  consume_messages();
  CAF_REQUIRE_EQUAL(observed.removed.size(), 1u);
  CAF_CHECK_EQUAL(observed.removed[0], "c1");
  send("c1", event_action::pause, 200ms);
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(logs that cannot be had are none) {
  settings.log_lines = 20;
  start_over();
  connect_with_one();
  send("c1", event_action::die, 100ms, 3);
  logs = {"of another"};
  fake_engine_client::pop(client->log_calls).second(mute);
  consume_messages();
  CAF_CHECK(logs.empty());
}

CAF_TEST(of very many containers that go down the last go without their logs) {
  settings.log_lines = 20;
  start_over();
  connect_with_one();
  logs = {"of another"};
  const auto ends = [this](int i) {
    const auto id = "d" + std::to_string(i);
    send(id, event_action::start, 100ms);
    send(id, event_action::die, 200ms, 3);
  };
  const auto wanted = 4 + 256;
  for (int i = 0; i < static_cast<int>(wanted); ++i)
    ends(i);
  CAF_CHECK_EQUAL(logs.size(), 1u);
  ends(static_cast<int>(wanted));
  CAF_CHECK(logs.empty());
  CAF_CHECK_EQUAL(client->log_calls.size(), 4u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_inspections_test
