#define CAF_SUITE actors.listener_restart
#include "model/event/event_cursor.hpp"
#include "tests/actors/engine/listener_fixture.hpp"

#include <algorithm>

namespace listener_restart_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

struct fixture : tests::listener_fixture {
  /// We are killed and start again with what was on disk.
  void restart() {
    settings.saved = on_disk();
    client->negotiations.clear();
    client->lists.clear();
    client->inspections.clear();
    start();
  }

  /// We are killed after a pause was read. Meanwhile the container ends and the engine forgets
  /// both events.
  void restart_with_a_loss() {
    connect_with_one();
    send("c1", model::event_action::pause, 100ms);
    take();
    restart();
    actual["c1"] = make("c1", model::container_status::exited, -1000ms);
    accept(600s);
    answer_list({actual["c1"]});
  }

  std::string connection_events() {
    std::string words;
    for (const auto& message : std::exchange(engine, {})) {
      if (message.kind == connection_event::type::away)
        continue;
      words += words.empty() ? "" : " ";
      words += message.kind == connection_event::type::unreachable ? "unreachable"
               : message.kind == connection_event::type::reachable ? "reachable"
                                                                   : "gap";
    }
    return words;
  }
};

using model::container_status;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

} // namespace

CAF_TEST_FIXTURE_SCOPE(listener_restart_tests, fixture)

CAF_TEST(OOM kills that a cgroup counted are shown and kept over our restart) {
  connect_with_one();
  const auto started = actual["c1"].started_at;
  caf::anon_send(listener, oom_kills_read{"c1", started, 2});
  consume_messages();
  CAF_REQUIRE(!observed.changed.empty());
  CAF_CHECK_EQUAL(observed.changed.back()->oom_kills, 2u);
  restart();
  accept(5s);
  observed.changed.clear();
  answer_list({actual["c1"]});
  CAF_REQUIRE(!observed.changed.empty());
  CAF_CHECK_EQUAL(observed.changed.back()->oom_kills, 2u);
}

CAF_TEST(what happened while we were away is reported with its origin) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  take();
  restart();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(5s);
  CAF_CHECK(client->since == epoch + 100ms - 10s);
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 1s);
  send("c1", event_action::die, 2s, 3);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(take(), "unpaused/replayed down/3/replayed");
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable");
}

CAF_TEST(what a reboot ended while we were away is not a crash) {
  settings.boot_id = "first";
  start();
  client->negotiations.pop_front(); // of the listener before
  connect_with_one();
  settings.boot_id = "second";
  restart();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(600s);
  answer_list({actual["c1"]});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/engine/reconciled");
}

CAF_TEST(an engine that is reached in another way was not booted for that) {
  for (const auto& [before, after] : {std::pair{"here", ""}, std::pair{"", "here"}}) {
    kept.clear();
    settings.boot_id = before;
    restart(); // nothing was on disk
    connect_with_one();
    settings.boot_id = after;
    restart();
    actual["c1"] = make("c1", container_status::exited, -1000ms);
    accept(600s);
    answer_list({actual["c1"]});
    answer_inspections();
    pass(2s);
    answer_inspections();
    CAF_CHECK_EQUAL(take(), "down/3/reconciled");
  }
}

CAF_TEST(what the engine forgot while we were away is reconciled and reported as an event gap) {
  restart_with_a_loss();
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/reconciled");
  CAF_CHECK(engine.back().from == epoch + 100ms); // the newest event we knew
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable gap");
}

CAF_TEST(what the engine remembers may come after its list) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  take();
  restart();
  actual["c1"] = make("c1", container_status::exited, -1000ms);
  accept(5s);
  answer_list({actual["c1"]});
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::die, 2s, 3);
  pass(2s);
  CAF_CHECK_EQUAL(take(), "down/3/replayed");
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable");
}

CAF_TEST(a crash before a loss is reported does not hide it) {
  restart_with_a_loss();
  send("c1", event_action::start, 600s); // newer, and handled
  answer_inspections();
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable");
  restart();
  accept(601s);
  answer_list({actual["c1"]});
  pass(2s);
  CAF_REQUIRE(!engine.empty());
  CAF_CHECK(engine.back().from == epoch + 100ms);
  CAF_CHECK_EQUAL(connection_events(), "reachable gap");
}

CAF_TEST(a connection that ends at once shows what the engine forgot) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  restart();
  accept(600s);
  answer_list({actual["c1"]});
  lose_connection();
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable gap");
  pass(2s);
  CAF_CHECK_EQUAL(connection_events(), "");
}

CAF_TEST(everything known before is shown again after a restart) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  restart();
  observed = {};
  accept(1s);
  send("c1", event_action::pause, 100ms);
  auto c1 = make("c1", container_status::paused, -1000ms);
  actual["c1"] = c1;
  answer_list({c1});
  answer_inspections();
  CAF_REQUIRE(!observed.changed.empty());
  CAF_CHECK_EQUAL(observed.changed.front()->id, "c1");
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(the cursor keeps the names of the engine while it does not report them) {
  engine_host_name = "box";
  connect_with_one();
  restart();
  kept.clear();
  engine_id.clear();
  engine_host_name.clear();
  refused = {"/info"};
  accept(5s);
  answer_list({actual["c1"]});
  send("c1", event_action::pause, 6s);
  const auto states = on_disk();
  const auto saved = std::ranges::find(states, "listener", &model::saved_state::area);
  CAF_REQUIRE(saved != states.end());
  const auto cursor = model::read_cursor(saved->text);
  CAF_REQUIRE(cursor.has_value());
  CAF_CHECK_EQUAL(cursor->engine_id, "E1");
  CAF_CHECK_EQUAL(cursor->engine_host_name, "box");
}

CAF_TEST(with another engine everything starts again) {
  connect_with_one();
  restart();
  engine_id = "E2";
  actual.clear();
  actual["c2"] = make("c2", container_status::running, -1000ms);
  accept(1s);
  answer_list({actual["c2"]});
  answer_inspections();
  pass(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
  for (const auto& state : on_disk())
    CAF_CHECK(state.key != "c1");
  CAF_REQUIRE_EQUAL(observed.forgotten.size(), 1u);
  CAF_CHECK_EQUAL(observed.forgotten[0], "c1");
}

CAF_TEST(what is open of a container ends when other patterns hide it after a restart) {
  connect_with_one();
  restart();
  CAF_CHECK(observed.forgotten.empty());
  settings.filter = *model::container_filter::make({}, {"name=c1"});
  restart();
  accept(1s);
  answer_list({actual["c1"]});
  CAF_REQUIRE_EQUAL(observed.forgotten.size(), 1u);
  CAF_CHECK_EQUAL(observed.forgotten[0], "c1");
}

CAF_TEST(a short absence of the engine is no alarm and a long one is) {
  connect_with_one();
  CAF_CHECK_EQUAL(connection_events(), "reachable");
  lose_connection();
  pass(5s);
  CAF_CHECK_EQUAL(connection_events(), "");
  pass(6s);
  CAF_CHECK_EQUAL(connection_events(), "unreachable");
  pass(60s);
  CAF_CHECK_EQUAL(connection_events(), "");
}

CAF_TEST(an engine that is back in time was never unreachable) {
  connect_with_one();
  lose_connection();
  pass(2s);
  accept(2s);
  answer_list({actual["c1"]});
  answer_inspections();
  pass(8s);
  CAF_CHECK_EQUAL(connection_events(), "reachable reachable");
}

CAF_TEST(an engine that was never there is unreachable) {
  refuse_connection();
  pass(11s);
  CAF_CHECK_EQUAL(connection_events(), "unreachable");
}

CAF_TEST(lost events are reported as an interval once a minute) {
  connect_with_one();
  connection_events();
  for (int i = 0; i < 3; ++i) {
    model::event_batch batch;
    batch.unreadable_lines = 1;
    client->received(batch);
    consume_messages();
  }
  CAF_CHECK_EQUAL(connection_events(), "gap");
}

CAF_TEST(the last lines are asked for where they are wanted) {
  settings.log_lines = 20;
  client->negotiations.clear();
  start();
  connect_with_one();
  send("c1", event_action::die, 100ms, 3);
  CAF_REQUIRE_EQUAL(client->log_calls.size(), 1u);
  auto [id, done] = fake_engine_client::pop(client->log_calls);
  CAF_CHECK_EQUAL(id, "c1");
  done(std::vector<std::string>{"last words"});
  consume_messages();
  CAF_REQUIRE_EQUAL(logs.size(), 1u);
  CAF_CHECK_EQUAL(logs[0], "last words");
}

CAF_TEST(few logs are asked for at once) {
  settings.log_lines = 20;
  client->negotiations.clear();
  start();
  connect_with_one();
  for (int i = 0; i < 10; ++i) {
    const auto id = "d" + std::to_string(i);
    send(id, event_action::start, 100ms);
    send(id, event_action::die, 200ms, 3);
  }
  for (int i = 0; i < 10; ++i) {
    const auto due = std::min<std::size_t>(4, 10 - i);
    CAF_REQUIRE_EQUAL(client->log_calls.size(), due);
    auto [id, done] = fake_engine_client::pop(client->log_calls);
    CAF_CHECK_EQUAL(id, "d" + std::to_string(i));
    done(std::vector<std::string>{"last words of " + id});
    consume_messages();
    CAF_CHECK_EQUAL(logs.back(), "last words of " + id);
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace listener_restart_test
