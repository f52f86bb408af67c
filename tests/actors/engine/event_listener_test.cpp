#define CAF_SUITE actors.event_listener
#include "tests/actors/engine/listener_fixture.hpp"

namespace event_listener_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

using model::container_status;
using model::event_action;

struct fixture : tests::listener_fixture {
  /// A connection of 9 s after the epoch, to a container that went while there was none. The newest
  /// events before it are a pause and its end.
  void return_to_an_exited_one() {
    live_with_one();
    lose_connection();
    pass(2s);
    actual["c1"] = make("c1", container_status::exited, -1000ms);
    accept(9000ms);
  }
};
using tests::epoch;
using tests::fake_engine_client;

} // namespace

CAF_TEST_FIXTURE_SCOPE(event_listener_tests, fixture)

CAF_TEST(the first list is adopted without transitions) {
  connect_with_one();
  CAF_CHECK_EQUAL(take(), "");
  CAF_REQUIRE(!observed.changed.empty());
  CAF_CHECK_EQUAL(observed.changed.back()->id, "c1");
  CAF_CHECK(observed.status.connected);
  CAF_CHECK(observed.status.list_received);
  CAF_CHECK(client->since == epoch - 10s);
}

CAF_TEST(history of before the first connection is nothing new) {
  actual["c1"] = make("c1", container_status::running, -1000ms);
  accept(0ms);
  send("c1", event_action::die, -3000ms, 1);
  send("c1", event_action::start, -1000ms);
  send("gone", event_action::start, -3000ms);
  send("gone", event_action::die, -2900ms, 0);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "");
  CAF_CHECK_EQUAL(settings.self_metrics->events_seen.load(), 4u);
  CAF_CHECK_EQUAL(settings.self_metrics->events_duplicate.load(), 0u);
  CAF_CHECK(settings.self_metrics->last_contact().has_value());
}

CAF_TEST(history of before the first connection is none after a later one either) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  take();
  lose_connection();
  pass(2s);
  accept(3s);
  send("gone", event_action::start, -3000ms);
  send("gone", event_action::die, -2900ms, 0);
  send("c1", event_action::pause, 100ms);
  auto c1 = actual["c1"];
  c1.status = container_status::paused;
  answer_list({c1});
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(events become transitions as they come and each only once) {
  connect_with_one();
  send("c1", event_action::die, 100ms, 3);
  send("c1", event_action::die, 100ms, 3);
  CAF_CHECK_EQUAL(take(), "down/3");
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  answer_inspections();
  send("c1", event_action::start, 200ms);
  CAF_CHECK_EQUAL(take(), "up");
  send("c1", event_action::pause, 300ms);
  send("c1", event_action::unpause, 400ms);
  send("c1", event_action::pause, 300ms); // from the buffer and live
  CAF_CHECK_EQUAL(take(), "paused unpaused");
}

CAF_TEST(a reconnect goes on ten seconds before the newest event and dedupes the replay) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  take();
  lose_connection();
  CAF_CHECK(!observed.status.connected);
  pass(2s);
  accept(5000ms);
  CAF_CHECK(client->since == epoch + 100ms - 10s);
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 3000ms);
  answer_list({actual["c1"]});
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "unpaused/replayed");
  pass(5s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(what a restarted engine ended itself is its doing) {
  return_to_an_exited_one();
  send("c1", event_action::kill, 7000ms);
  send("c1", event_action::die, 8000ms, 137);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "down/137/engine/replayed");
}

CAF_TEST(so it is where the engine reports it after its list) {
  return_to_an_exited_one();
  answer_list({actual["c1"]});
  send("c1", event_action::kill, 7000ms);
  send("c1", event_action::die, 8000ms, 137);
  CAF_CHECK_EQUAL(take(), "down/137/engine/replayed");
}

CAF_TEST(a stop while only our connection was gone was asked for) {
  return_to_an_exited_one();
  send("c1", event_action::unpause, 200ms);
  send("c1", event_action::kill, 7000ms);
  send("c1", event_action::die, 8000ms, 137);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "down/137/replayed");
}

CAF_TEST(three pings without an answer end the connection) {
  connect_with_one();
  for (int miss = 0; miss < 3; ++miss) {
    CAF_CHECK(observed.status.connected);
    pass(10s, 1s);
    CAF_REQUIRE_EQUAL(client->pings.size(), 1u);
    fake_engine_client::pop(client->pings)(model::failure{model::failure_code::timeout, "mute"});
    consume_messages();
  }
  CAF_CHECK(!observed.status.connected);
  CAF_CHECK_EQUAL(observed.status.problem, "mute");
  CAF_CHECK_EQUAL(client->unsubscribed, 1u);
  pass(2s);
  CAF_CHECK_EQUAL(client->negotiations.size(), 1u);
}

CAF_TEST(a ping without an answer reports a contact that came after the last answer) {
  connect_with_one();
  pass(5s);
  send("c1", event_action::pause, 5000ms);
  const auto heard = sched.clock().now();
  pass(5s, 1s);
  CAF_REQUIRE_EQUAL(client->pings.size(), 1u);
  fake_engine_client::pop(client->pings)(model::failure{model::failure_code::timeout, "mute"});
  consume_messages();
  CAF_REQUIRE(observed.status.last_contact);
  CAF_CHECK(*observed.status.last_contact == heard);
}

CAF_TEST(it tries for ever and says why) {
  for (int attempt = 0; attempt < 40; ++attempt)
    refuse_connection();
  CAF_CHECK_EQUAL(observed.status.problem, "nobody listens");
  pass(2s);
  connect_with_one();
  CAF_CHECK(observed.status.connected);
  CAF_CHECK_EQUAL(observed.status.problem, "");
}

CAF_TEST(answers of a connection that is over count for nothing) {
  connect_with_one();
  send("c1", event_action::update, 50ms); // wants an inspection
  auto late = fake_engine_client::pop(client->inspections).second;
  const auto received = client->received;
  lose_connection();
  late(make("c1", container_status::exited, -1000ms));
  model::event_batch batch;
  batch.events.push_back({"c1", event_action::die, epoch + 60ms, "c1", "", 3, {}, "", {}});
  received(batch);
  consume_messages();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(an excluded container is neither shown nor reported) {
  connect_with_one();
  send("hidden-1", event_action::create, 100ms);
  send("hidden-1", event_action::start, 110ms);
  CAF_CHECK_EQUAL(take(), "");
  for (const auto& c : observed.changed)
    CAF_CHECK_NOT_EQUAL(c->id, "hidden-1");
}

CAF_TEST(an engine clock that was set back loses no event) {
  connect_with_one();
  send("c1", event_action::pause, 1000ms);
  send("c1", event_action::unpause, -3'600'000ms);
  CAF_CHECK_EQUAL(take(), "paused unpaused");
  CAF_CHECK_EQUAL(client->lists.size(), 1u); // and is a reason to compare
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace event_listener_test
