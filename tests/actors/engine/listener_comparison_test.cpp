#define CAF_SUITE actors.listener_comparison
#include "tests/actors/engine/listener_fixture.hpp"

namespace listener_comparison_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;
using model::container_status;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

CAF_TEST_FIXTURE_SCOPE(listener_comparison_tests, tests::listener_fixture)

CAF_TEST(a death while the engine was away is reconciled once with its exit code) {
  live_with_one();
  lose_connection();
  refuse_connection();
  pass(2s);
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  answer_list({actual["c1"]});
  answer_inspections();
  CAF_CHECK_EQUAL(take(), ""); // looked at once: an event may still be on its way
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/engine/reconciled");
  pass(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(what the engine shows and what it does not is counted) {
  const auto& counted = *settings.self_metrics;
  connect_with_one();
  CAF_CHECK(!counted.last_event());
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 200ms);
  lose_connection();
  pass(2s);
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  send("c1", event_action::unpause, 200ms);
  answer_list({actual["c1"]});
  for (int i = 0; i < 3; ++i) {
    answer_inspections();
    pass(2s);
  }
  CAF_CHECK_EQUAL(counted.events_seen.load(), 3u);
  CAF_CHECK_EQUAL(counted.events_duplicate.load(), 1u);
  CAF_CHECK_EQUAL(counted.events_synthesised.load(), 1u);
  CAF_CHECK_EQUAL(counted.engine_connections.load(), 2u);
  CAF_CHECK(counted.last_event() == epoch + 200ms);
  CAF_CHECK(counted.last_contact().has_value());
}

CAF_TEST(an event that comes after all is trusted before an inspection) {
  live_with_one();
  lose_connection();
  pass(2s);
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(5000ms);
  send("c1", event_action::unpause, 200ms); // the buffer still knows: nothing was lost
  answer_list({actual["c1"]});
  answer_inspections();
  send("c1", event_action::die, 900ms, 3);
  CAF_CHECK_EQUAL(take(), "down/3/replayed");
  pass(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a restart that nobody saw is found by looking at what runs) {
  connect_with_one();
  lose_connection();
  refuse_connection();
  pass(2s);
  actual["c1"] = make("c1", container_status::running, 700ms);
  accept(9000ms);
  answer_list({actual["c1"]});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/engine/reconciled up/reconciled");
}

CAF_TEST(a container that vanished meanwhile went down) {
  connect_with_one();
  lose_connection();
  pass(2s);
  actual.clear();
  accept(9000ms);
  answer_list({});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/reconciled");
  CAF_REQUIRE_EQUAL(observed.removed.size(), 1u);
}

CAF_TEST(unreadable lines make it compare with the list at once) {
  connect_with_one();
  model::event_batch batch;
  batch.unreadable_lines = 1;
  client->received(batch);
  consume_messages();
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
}

CAF_TEST(a restart among lost events is found although the list looks as before) {
  connect_with_one();
  model::event_batch batch;
  batch.unreadable_lines = 1;
  client->received(batch);
  consume_messages();
  actual["c1"] = make("c1", container_status::running, 700ms);
  answer_list({actual["c1"]});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/reconciled up/reconciled");
}

CAF_TEST(what is lost while the list is on its way is looked for by another) {
  connect_with_one();
  const auto lose = [this] {
    model::event_batch batch;
    batch.unreadable_lines = 1;
    client->received(batch);
    consume_messages();
  };
  lose();
  lose();
  CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
  answer_list({actual["c1"]});
  CAF_CHECK(client->lists.empty()); // lists are asked for once a second
  pass(1s);
  CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
  answer_list({actual["c1"]});
  pass(1s);
  CAF_CHECK(client->lists.empty());
}

CAF_TEST(a stop whose die was lost is found after a while) {
  connect_with_one();
  send("c1", event_action::stop, 100ms);
  CAF_CHECK_EQUAL(take(), "");
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/reconciled");
}

CAF_TEST(list and table are compared now and then) {
  connect_with_one();
  pass(75s, 1s);
  for (auto& done : client->pings)
    done(true);
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
}

CAF_TEST(a thousand late events make it look for what the engine dropped) {
  settings.boot_id = "here";
  settings.wall_clock = [] { return epoch + 20s; };
  client->negotiations.clear();
  start();
  connect_with_one();
  const auto burst = [this](std::chrono::milliseconds first) {
    model::event_batch batch;
    for (int i = 0; i < 1000; ++i) {
      model::event e;
      e.container_id = "c1";
      e.action = i % 2 == 0 ? event_action::pause : event_action::unpause;
      e.time = epoch + first + i * 1us;
      batch.events.push_back(e);
    }
    client->received(batch);
    consume_messages();
    pass(2s);
  };
  burst(19950ms);
  CAF_CHECK(client->lists.empty());
  burst(15s);
  CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
  engine.clear();
  actual["c2"] = make("c2", container_status::running, 18s);
  answer_list({actual["c1"], actual["c2"]});
  CAF_REQUIRE_EQUAL(engine.size(), 1u);
  CAF_CHECK(engine[0].kind == connection_event::type::event_gap);
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK(take().ends_with("up/reconciled"));
}

CAF_TEST(a list that fails ends the connection) {
  accept(0ms);
  fake_engine_client::pop(client->lists)(
      model::failure{model::failure_code::version_refused, "too old"});
  consume_messages();
  CAF_CHECK_EQUAL(observed.status.problem, "too old");
  pass(2s);
  CAF_CHECK_EQUAL(client->negotiations.size(), 1u);
}

CAF_TEST(an inspection older than an event says nothing about what the event began) {
  connect_with_one();
  send("c1", event_action::die, 100ms, 3);
  send("c1", event_action::start, 200ms); // the inspection that the death asked for is under way
  actual["c1"].status = container_status::running;
  CAF_REQUIRE_EQUAL(client->inspections.size(), 1u);
  auto [id, done] = fake_engine_client::pop(client->inspections);
  done(actual["c1"]); // still of the first generation
  consume_messages();
  actual["c1"] = make("c1", container_status::running, 190ms);
  answer_inspections();
  pass(5s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3 up");
  CAF_CHECK(observed.changed.back()->started_at == epoch + 190ms);
}

CAF_TEST(two glimpses ahead of the events prove nothing) {
  connect_with_one();
  const auto ahead = [this](std::chrono::milliseconds started) {
    actual["c1"] = make("c1", container_status::running, started);
    answer_inspections();
  };
  send("c1", event_action::die, 100ms, 3);
  ahead(150ms); // it runs again, which no event has reported yet
  send("c1", event_action::start, 151ms);
  ahead(150ms);
  pass(1900ms);
  send("c1", event_action::die, 2000ms, 3);
  ahead(2100ms);
  pass(200ms); // the earlier recheck is due
  ahead(2100ms);
  send("c1", event_action::start, 2101ms);
  ahead(2100ms);
  pass(5s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3 up down/3 up");
}

CAF_TEST(each recheck waits two seconds) {
  connect_with_one();
  actual["c2"] = make("c2", container_status::running, -1000ms);
  send("c2", event_action::start, 0ms);
  answer_inspections();
  take();
  send("c1", event_action::stop, 100ms);
  pass(1900ms);
  send("c2", event_action::stop, 2000ms);
  pass(200ms);
  CAF_REQUIRE_EQUAL(client->inspections.size(), 1u);
  CAF_CHECK_EQUAL(client->inspections.front().first, "c1");
  answer_inspections();
  pass(1900ms);
  CAF_REQUIRE_EQUAL(client->inspections.size(), 1u);
  CAF_CHECK_EQUAL(client->inspections.front().first, "c2");
}

CAF_TEST(few inspections are under way at once) {
  std::vector<model::container> list;
  for (int i = 0; i < 20; ++i)
    list.push_back(make("c" + std::to_string(i), container_status::running, -1000ms));
  accept(0ms);
  answer_list(list);
  CAF_CHECK_EQUAL(client->inspections.size(), 4u);
  for (const auto& c : list)
    actual[c.id] = c;
  answer_inspections();
  CAF_CHECK_EQUAL(inspected.size(), 20u);
}

CAF_TEST(comparisons are a minute apart and up to a fifth more) {
  connect_with_one();
  std::chrono::seconds longest{0};
  for (int i = 0; i < 40; ++i) {
    std::chrono::seconds waited{0};
    for (; client->lists.empty() && waited < 100s; waited += 1s) {
      pass(1s, 1s);
      while (!client->pings.empty())
        fake_engine_client::pop(client->pings)(true);
    }
    CAF_REQUIRE_EQUAL(client->lists.size(), 1u);
    answer_list({actual["c1"]});
    CAF_CHECK(i == 0 || waited >= 59s);
    CAF_CHECK(waited <= 73s);
    longest = std::max(longest, waited);
  }
  CAF_CHECK(longest >= 70s);
}

CAF_TEST(what is open of a container ends when its new name hides it) {
  connect_with_one();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  send("c1", event_action::die, 100ms, 3);
  answer_inspections();
  CAF_CHECK(observed.forgotten.empty());
  const auto rename = [this](const char* name, std::chrono::milliseconds when) {
    model::event e;
    e.container_id = "c1";
    e.name = name;
    e.action = event_action::rename;
    e.time = epoch + when;
    actual["c1"].name = name;
    model::event_batch batch;
    batch.events.push_back(e);
    client->received(batch);
    consume_messages();
    answer_inspections();
  };
  rename("web", 200ms);
  CAF_CHECK(observed.forgotten.empty());
  rename("hidden1", 300ms);
  CAF_REQUIRE_EQUAL(observed.forgotten.size(), 1u);
  CAF_CHECK_EQUAL(observed.forgotten[0], "c1");
  rename("hidden2", 400ms);
  CAF_CHECK_EQUAL(observed.forgotten.size(), 1u);
}

CAF_TEST(a wait for a restart that ends without an event is noticed) {
  connect_with_one();
  actual["c1"] = make("c1", container_status::restarting, -1000ms);
  send("c1", event_action::die, 100ms, 3);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3");
  CAF_REQUIRE(!observed.changed.empty());
  CAF_CHECK(observed.changed.back()->status == container_status::restarting);
  actual["c1"] = make("c1", container_status::exited, -1000ms); // `docker kill` ends the wait
  pass(10s);
  answer_inspections();
  CAF_CHECK(observed.changed.back()->status == container_status::exited);
  CAF_CHECK_EQUAL(take(), "");
  inspected.clear();
  pass(30s);
  answer_inspections();
  CAF_CHECK_EQUAL(inspected["c1"], 0);
}

CAF_TEST(a restart is an event although an inspection came before it) {
  connect_with_one();
  actual["c1"] = make("c1", container_status::restarting, -1000ms);
  send("c1", event_action::die, 100ms, 3);
  answer_inspections();
  actual["c1"] = make("c1", container_status::running, 10'000ms);
  pass(10s);
  answer_inspections();
  send("c1", event_action::start, 10'000ms);
  CAF_CHECK_EQUAL(take(), "down/3 up");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_comparison_test
