#define CAF_SUITE actors.listener_connection
#include "tests/actors/engine/listener_connection_fixture.hpp"

namespace listener_connection_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using model::container_status;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

CAF_TEST_FIXTURE_SCOPE(listener_connection_tests, tests::listener_connection_fixture)

CAF_TEST(an answered ping forgives the misses before it) {
  connect_with_one();
  const auto contact = observed.status.last_contact;
  answer_ping(mute);
  answer_ping(mute);
  CAF_CHECK(observed.status.last_contact == contact);
  answer_ping(true);
  CAF_CHECK(observed.status.last_contact > contact);
  answer_ping(mute);
  answer_ping(mute);
  CAF_CHECK(observed.status.connected);
  answer_ping(mute);
  CAF_CHECK(!observed.status.connected);
}

CAF_TEST(a machine that grew is reported within half a minute) {
  settings.query_machine = true;
  start_over();
  connect_with_one();
  for (int i = 0; i < 3; ++i)
    answer_ping(true);
  CAF_REQUIRE_EQUAL(client->machines.size(), 1u);
  engine::engine_identity machine;
  machine.cores = 8;
  machine.memory_bytes = 5000;
  tests::fake_engine_client::pop(client->machines)(machine);
  consume_messages();
  CAF_CHECK(observed.status.cores == 8u);
  CAF_CHECK(observed.status.memory_bytes == 5000u);
  for (int i = 0; i < 3; ++i)
    answer_ping(true);
  tests::fake_engine_client::pop(client->machines)(mute); // an engine that does not report it
  consume_messages();
  CAF_CHECK(observed.status.connected);
  CAF_CHECK(observed.status.cores == 8u);
}

CAF_TEST(a local machine is read from its own files) {
  connect_with_one();
  for (int i = 0; i < 6; ++i)
    answer_ping(true);
  CAF_CHECK(client->machines.empty());
}

CAF_TEST(a new connection has its own misses) {
  connect_with_one();
  answer_ping(mute);
  answer_ping(mute);
  lose_connection();
  pass(2s);
  accept(30s);
  answer_list({actual["c1"]});
  answer_ping(mute);
  CAF_CHECK(observed.status.connected);
}

CAF_TEST(the answer to a ping of a connection that is over counts for nothing) {
  connect_with_one();
  pass(10s, 1s);
  auto late = fake_engine_client::pop(client->pings);
  lose_connection();
  pass(2s);
  accept(12s);
  late(mute);
  consume_messages();
  CAF_CHECK_EQUAL(state().missed_pings, 0u);
}

CAF_TEST(the pause before an attempt doubles up to the longest) {
  settings.max_pause = 1000ms;
  start_over();
  std::chrono::milliseconds longest{0};
  for (int attempt = 1; attempt <= 30; ++attempt) {
    CAF_REQUIRE_EQUAL(client->negotiations.size(), 1u);
    fake_engine_client::pop(client->negotiations)(
        model::failure{model::failure_code::unreachable, "nobody listens"});
    consume_messages();
    std::chrono::milliseconds paused{0};
    while (client->negotiations.empty() && paused < 10s) {
      pass(10ms, 10ms);
      paused += 10ms;
    }
    CAF_CHECK_LESS_OR_EQUAL(paused.count(), std::min(210L << std::min(attempt, 5), 1010L));
    longest = std::max(longest, paused);
  }
  CAF_CHECK_LESS(800L, longest.count());
}

CAF_TEST(after a connection that held the first pause is the shortest) {
  connect_with_one();
  for (int i = 1; i < 20; ++i) {
    pass(100ms);
    lose_connection();
    pass(200ms);
    accept(i * 1s);
    answer_list({actual["c1"]});
  }
  CAF_CHECK(observed.status.connected);
}

CAF_TEST(an engine that fails only the list is asked ever less often) {
  settings.max_pause = 30s;
  start_over();
  unsigned attempts = 0;
  for (auto passed = 0ms; passed < 60s; passed += 100ms) {
    if (!client->negotiations.empty()) {
      accept(passed);
      CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
      fake_engine_client::pop(client->lists)(mute);
      consume_messages();
      ++attempts;
    }
    pass(100ms, 100ms);
  }
  CAF_CHECK_LESS(attempts, 20u);
}

CAF_TEST(an engine whose stream ends at once is asked ever less often) {
  settings.max_pause = 30s;
  start_over();
  unsigned attempts = 0;
  for (auto passed = 0ms; passed < 60s; passed += 100ms) {
    if (!client->negotiations.empty()) {
      accept(passed);
      answer_list({});
      lose_connection();
      ++attempts;
    }
    pass(100ms, 100ms);
  }
  CAF_CHECK_LESS(attempts, 20u);
}

CAF_TEST(an engine whose lines cannot be read is asked for one list a second) {
  connect_with_one();
  unsigned lists = 0;
  for (auto passed = 0ms; passed < 10s; passed += 100ms) {
    lose_events();
    while (!client->lists.empty()) {
      answer_list({actual["c1"]});
      ++lists;
    }
    pass(100ms, 100ms);
  }
  CAF_CHECK_LESS(lists, 13u);
  CAF_CHECK_LESS(7u, lists);
}

CAF_TEST(the status names the engine and keeps what a later answer lacks) {
  engine::engine_identity identity;
  identity.name = "Docker";
  identity.version = "26";
  identity.api_version = "1.45";
  identity.cores = 4;
  identity.memory_bytes = 1000;
  identity.now = epoch;
  fake_engine_client::pop(client->negotiations)(identity);
  consume_messages();
  client->opened();
  consume_messages();
  answer_list({});
  CAF_CHECK_EQUAL(observed.status.name, "Docker");
  CAF_CHECK_EQUAL(observed.status.version, "26");
  CAF_CHECK_EQUAL(observed.status.api_version, "1.45");
  lose_connection();
  pass(2s);
  accept(2s);
  answer_list({});
  CAF_CHECK_EQUAL(observed.status.cores.value_or(0), 4u);
  CAF_CHECK_EQUAL(observed.status.memory_bytes.value_or(0), 1000u);
}

CAF_TEST(everything is saved again where that is asked for) {
  live_with_one();
  const auto before = on_disk();
  kept.clear();
  send("c1", event_action::update, 250ms); // so much and no more changes
  kept.clear();
  caf::anon_send(listener, saved_lost{});
  consume_messages();
  CAF_CHECK_EQUAL(on_disk().size(), before.size());
  CAF_CHECK(std::ranges::any_of(kept, [](const auto& s) { return s.area == "listener"; }));
  CAF_CHECK(std::ranges::any_of(kept, [](const auto& s) { return s.area == "container"; }));
}

CAF_TEST(the cursor is saved when it moved only) {
  live_with_one();
  kept.clear();
  answer_inspections();
  send("c1", event_action::unpause, 200ms); // known
  CAF_CHECK(std::ranges::none_of(kept, [](const auto& s) { return s.area == "listener"; }));
}

CAF_TEST(without a cursor that can be read we start again) {
  live_with_one();
  settings.saved = on_disk();
  for (auto& state : settings.saved)
    if (state.area == "listener")
      state.text = "{";
  start_over();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(600s);
  CAF_CHECK(client->since == epoch + 590s);
  answer_list({actual["c1"]});
  answer_inspections();
  pass(3s);
  CAF_CHECK_EQUAL(take(), "down/3/adopted");
}

CAF_TEST(an engine that has no stable id is the one we knew) {
  engine_id.clear();
  live_with_one();
  settings.saved = on_disk();
  start_over();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(5s);
  send("c1", event_action::unpause, 200ms);
  send("c1", event_action::die, 2s, 3);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "down/3/replayed");
}

CAF_TEST(events and answers of the engine are recorded) {
  std::vector<model::record> commit_batch;
  settings.record = [&](const model::record& r) { commit_batch.push_back(r); };
  start_over();
  connect_with_one();
  CAF_REQUIRE_EQUAL(commit_batch.size(), 2u);
  CAF_CHECK(std::holds_alternative<model::recorded_list>(commit_batch[0].what));
  CAF_CHECK(std::holds_alternative<model::recorded_facts>(commit_batch[1].what));
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::pause, 100ms); // nothing new
  CAF_REQUIRE_EQUAL(commit_batch.size(), 3u);
  const auto& event = std::get<model::recorded_event>(commit_batch[2].what);
  CAF_CHECK(event.origin == model::alarm_origin::live);
  CAF_CHECK(!event.engine_gone);
  lose_connection();
  pass(2s);
  actual.clear();
  accept(9000ms);
  answer_list({});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_REQUIRE_EQUAL(commit_batch.size(), 4u);
  const auto& settled = std::get<model::recorded_settlement>(commit_batch[3].what);
  CAF_CHECK_EQUAL(settled.id, "c1");
  CAF_CHECK(!settled.facts);
  settings.record = nullptr;
  settings.saved = on_disk();
}

CAF_TEST(a container that was stopped well before the engine ended did not end with it) {
  for (const auto& [pause, taken] : {std::pair{1s, 1U}, std::pair{4s, 0U}}) {
    client->negotiations.clear();
    client->lists.clear();
    start();
    connect_with_one();
    send("c1", model::event_action::kill, 100ms);
    send("c1", model::event_action::die, 1300ms, 0);
    send("c1", model::event_action::stop, 1310ms);
    pass(1310ms + pause); // nothing is heard meanwhile
    engine.clear();
    lose_connection();
    CAF_REQUIRE_EQUAL(engine.size(), 1u);
    CAF_CHECK(engine[0].kind == connection_event::type::away);
    CAF_CHECK_EQUAL(engine[0].ended_with_it.size(), taken);
  }
}

CAF_TEST(an engine that stays away is reported with the time of its last contact) {
  connect_with_one();
  pass(5s);
  lose_connection();
  engine.clear();
  for (int i = 0; i < 6; ++i)
    refuse_connection();
  CAF_REQUIRE_EQUAL(engine.size(), 1u); // the absence was reported before
  CAF_CHECK(engine[0].kind == connection_event::type::unreachable);
  CAF_CHECK(engine[0].from == epoch);
  CAF_CHECK_EQUAL(engine[0].reason, "nobody listens");
}

CAF_TEST(a list that is late does not end another list) {
  connect_with_one();
  lose_events();
  auto late = fake_engine_client::pop(client->lists);
  lose_connection();
  pass(2s);
  accept(3s);
  late(std::vector<model::container>{});
  consume_messages();
  CAF_CHECK(!observed.status.connected);
  answer_list({actual["c1"]});
  CAF_CHECK(observed.status.connected);
  answer_inspections();
  pass(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_connection_test
