#define CAF_SUITE actors.listener_silence
#include "tests/actors/engine/listener_fixture.hpp"

namespace listener_silence_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

using model::container_status;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

model::event event_of(const std::string& id, event_action action, std::chrono::milliseconds when) {
  model::event e;
  e.container_id = e.name = id;
  e.action = action;
  e.time = epoch + when;
  return e;
}

struct fixture : tests::listener_fixture {
  /// Lets time pass while each ping is answered.
  void stay_in_contact(std::chrono::seconds time) {
    for (auto passed = 0s; passed < time; passed += 1s) {
      pass(1s, 1s);
      while (!client->pings.empty()) {
        fake_engine_client::pop(client->pings)(true);
        consume_messages();
      }
    }
  }

  /// What the engine remembers of the time it is asked about.
  void answer_recall(std::vector<model::event> events, std::size_t more = 0) {
    CAF_REQUIRE_EQUAL(client->recalls.size(), 1u);
    model::event_memory remembered;
    remembered.count = events.size() + more;
    for (const auto& e : events)
      remembered.oldest = std::min(remembered.oldest.value_or(e.time), e.time);
    remembered.events = std::move(events);
    fake_engine_client::pop(client->recalls)(std::move(remembered));
    consume_messages();
  }

  /// The engine remembers `count` events, the oldest `oldest` after the epoch.
  void remember(std::chrono::milliseconds oldest, std::size_t count = 20) {
    memory = model::event_memory{{}, count, epoch + oldest};
  }

  int event_gaps() const {
    return static_cast<int>(
        std::ranges::count(engine, connection_event::type::event_gap, &connection_event::kind));
  }

  const model::failure mute{model::failure_code::timeout, "mute"};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(listener_silence_tests, fixture)

CAF_TEST(a silent stream is checked by what the engine remembers) {
  live_with_one();
  answer_inspections();
  stay_in_contact(29s);
  CAF_CHECK(client->recalls.empty());
  stay_in_contact(2s);
  CAF_REQUIRE_EQUAL(client->recalls.size(), 1u);
  CAF_CHECK(client->recalled_since == epoch + 200ms);
  CAF_CHECK(client->recalled_until > epoch + 25s);
  CAF_CHECK(client->recalled_until < epoch + 30s);
}

CAF_TEST(a stream that keeps from us what the engine remembers is followed again) {
  live_with_one();
  answer_inspections();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  stay_in_contact(31s);
  answer_recall(
      {event_of("c1", event_action::unpause, 200ms), event_of("c1", event_action::die, 12s)});
  CAF_CHECK(!observed.status.connected);
  CAF_CHECK_EQUAL(client->unsubscribed, 1u);
  pass(1s);
  remember(200ms);
  accept(32s);
  CAF_CHECK(client->since == epoch + 200ms - 10s);
  send("c1", event_action::die, 12s, 3);
  answer_list({actual["c1"]});
  pass(2s);
  CAF_CHECK_EQUAL(take(), "down/3/replayed");
  CAF_CHECK_EQUAL(event_gaps(), 0);
}

CAF_TEST(a stream is silent where nothing happens) {
  live_with_one();
  answer_inspections();
  stay_in_contact(31s);
  answer_recall({event_of("c1", event_action::unpause, 200ms)}, 100);
  CAF_CHECK(observed.status.connected);
  CAF_CHECK(client->lists.empty());
  // From then on only what comes later is asked for, after half a minute.
  const auto proven = client->recalled_until;
  stay_in_contact(28s);
  CAF_CHECK(client->recalls.empty());
  stay_in_contact(2s);
  CAF_CHECK(client->recalled_since == proven);
}

CAF_TEST(a stream that speaks is not checked) {
  live_with_one();
  answer_inspections();
  for (int i = 1; i < 20; ++i) {
    send("c1", event_action::update, i * 10s);
    answer_inspections();
    stay_in_contact(10s);
  }
  CAF_CHECK(client->recalls.empty());
}

CAF_TEST(an event that comes while the engine is asked about it is no silence) {
  live_with_one();
  answer_inspections();
  stay_in_contact(31s);
  stay_in_contact(1s);
  send("c1", event_action::pause, 31s);
  answer_recall({event_of("c1", event_action::die, 12s)});
  CAF_CHECK(observed.status.connected);
}

CAF_TEST(a dead stream of a busy engine is followed again where the ring has one of its events) {
  live_with_one();
  answer_inspections();
  stay_in_contact(31s);
  // The container crashed and runs again, so the list shows nothing.
  answer_recall(
      {event_of("c1", event_action::die, 12s), event_of("c1", event_action::start, 13s)}, 254);
  CAF_CHECK(!observed.status.connected);
  CAF_CHECK_EQUAL(client->unsubscribed, 1u);
  CAF_CHECK(client->lists.empty());
  pass(1s);
  remember(7s, 256);
  accept(32s);
  CAF_CHECK(client->since == epoch + 200ms - 10s);
  send("c1", event_action::die, 12s, 3);
  send("c1", event_action::start, 13s);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "down/3/replayed up/replayed");
}

CAF_TEST(a dead stream of a busy engine is noticed also after checks that found nothing) {
  live_with_one();
  answer_inspections();
  for (int check = 0; check < 3; ++check) {
    stay_in_contact(31s);
    answer_recall({}, 256);
    answer_list({actual["c1"]});
  }
  CAF_CHECK(observed.status.connected);
  stay_in_contact(31s);
  answer_recall({event_of("c1", event_action::die, 110s)}, 255);
  CAF_CHECK(!observed.status.connected);
}

CAF_TEST(a busy engine whose events are not ours is not left) {
  live_with_one();
  answer_inspections();
  for (int check = 0; check < 20; ++check) {
    stay_in_contact(31s);
    answer_recall({event_of("c1", event_action::unpause, 200ms)}, 255);
    CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
    answer_list({actual["c1"]});
  }
  CAF_CHECK(observed.status.connected);
  CAF_CHECK_EQUAL(client->subscriptions, 1u);
  CAF_CHECK_EQUAL(client->unsubscribed, 0u);
  CAF_CHECK_EQUAL(event_gaps(), 0);
}

CAF_TEST(an event that comes while a busy engine is asked about it is no silence) {
  live_with_one();
  answer_inspections();
  stay_in_contact(32s);
  send("c1", event_action::pause, 31s);
  answer_recall({event_of("c1", event_action::die, 12s)}, 255);
  CAF_CHECK(observed.status.connected);
  CAF_CHECK_EQUAL(client->unsubscribed, 0u);
}

CAF_TEST(where the engine remembers too much or nothing the list is compared) {
  live_with_one();
  answer_inspections();
  stay_in_contact(31s);
  answer_recall({}, 256);
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
  answer_list({actual["c1"]});
  stay_in_contact(31s);
  CAF_REQUIRE_EQUAL(client->recalls.size(), 1u);
  fake_engine_client::pop(client->recalls)(mute);
  consume_messages();
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
  CAF_CHECK(observed.status.connected);
}

CAF_TEST(
    a silent stream of Podman is checked by the list and followed again where that shows more) {
  engine_name = "Podman";
  connect_with_one();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  stay_in_contact(31s);
  CAF_CHECK(client->recalls.empty());
  answer_list({actual["c1"]});
  answer_inspections();
  CAF_CHECK(observed.status.connected);
  stay_in_contact(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/reconciled");
  CAF_CHECK(!observed.status.connected);
  CAF_CHECK_EQUAL(client->unsubscribed, 1u);
}

CAF_TEST(what the engine remembers of all types shows that nothing was lost) {
  live_with_one();
  stay_in_contact(10s);
  lose_connection();
  pass(200ms);
  // Health checks have pushed the last event of ours out.
  remember(9s, 256);
  accept(11s);
  CAF_CHECK(client->recalled_since == epoch + 200ms);
  CAF_CHECK(client->recalled_until == epoch + 11s);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_CHECK_EQUAL(event_gaps(), 0);
}

CAF_TEST(what the engine no longer remembers of the time we were away may be lost) {
  live_with_one();
  stay_in_contact(10s);
  lose_connection();
  pass(200ms);
  remember(10500ms, 256);
  accept(11s);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_REQUIRE_EQUAL(event_gaps(), 1);
  const auto& message =
      *std::ranges::find(engine, connection_event::type::event_gap, &connection_event::kind);
  CAF_CHECK(message.from == epoch + 10s);
  CAF_CHECK_EQUAL(message.reason, "the engine keeps 256 events only");
}

CAF_TEST(an engine that remembers nothing of before has started again) {
  live_with_one();
  stay_in_contact(10s);
  lose_connection();
  pass(200ms);
  memory = model::event_memory{};
  accept(11s);
  send("c1", event_action::die, 10500ms, 3);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_CHECK_EQUAL(take(), "down/3/engine/replayed");
  CAF_REQUIRE_EQUAL(event_gaps(), 1);
}

CAF_TEST(an engine whose buffer was flooded is not taken for one that started again) {
  live_with_one();
  stay_in_contact(10s);
  lose_connection();
  pass(200ms);
  remember(10500ms, 256);
  accept(11s);
  send("c1", event_action::die, 10600ms, 3);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "down/3/replayed");
}

CAF_TEST(attempts that fail do not shorten the time that may be lost) {
  live_with_one();
  stay_in_contact(10s);
  lose_connection();
  pass(200ms);
  remember(9s);
  accept(60s); // and its list does not come
  client->lists.clear();
  lose_connection();
  pass(2s, 1s);
  remember(50s, 256);
  accept(70s);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_REQUIRE_EQUAL(event_gaps(), 1);
}

CAF_TEST(it is saved that nothing happened for the case that we end) {
  live_with_one();
  answer_inspections();
  for (int minute = 0; minute < 3; ++minute) {
    stay_in_contact(31s);
    answer_recall({event_of("c1", event_action::unpause, 200ms)});
  }
  settings.saved = on_disk();
  client->negotiations.clear();
  start();
  remember(40s, 256); // nothing of the time at which c1 was unpaused
  accept(95s);
  CAF_CHECK(client->recalled_since == epoch + 200ms);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_CHECK_EQUAL(event_gaps(), 0);
}

CAF_TEST(Podman that keeps its events on disk loses none for want of room) {
  engine_name = "Podman";
  connect_with_one();
  send("c1", event_action::update, 100ms);
  lose_connection();
  pass(200ms);
  accept(5s);
  CAF_CHECK(client->recalls.empty());
  send("c1", event_action::update, 100ms);
  for (int i = 0; i < 300; ++i)
    send("c1", event_action::update, 200ms + i * 1ms);
  answer_list({actual["c1"]});
  pass(2s, 1s);
  CAF_CHECK_EQUAL(event_gaps(), 0);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_silence_test
