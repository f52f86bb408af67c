#define CAF_SUITE actors.listener_connection
#include "tests/actors/engine/listener_fixture.hpp"

namespace listener_connection_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

struct fixture : tests::listener_fixture {
  void answer_ping(model::expected<bool> result) {
    pass(10s, 1s);
    CAF_REQUIRE_EQUAL(client->pings.size(), 1u);
    tests::fake_engine_client::pop(client->pings)(std::move(result));
    consume_messages();
  }

  event_listener_state& state() {
    return deref<event_listener_actor::stateful_base<event_listener_state>>(listener).state;
  }

  /// Starts again with other settings.
  void start_over() {
    client->negotiations.clear();
    start();
  }

  void lose_events(std::uint32_t lines = 1) {
    model::event_batch batch;
    batch.unreadable_lines = lines;
    client->received(batch);
    consume_messages();
  }

  int event_gaps() const {
    return static_cast<int>(
        std::ranges::count(engine, connection_event::type::event_gap, &connection_event::kind));
  }

  const model::failure mute{model::failure_code::timeout, "mute"};
};
using model::container_status;
using model::event_action;
using tests::epoch;
using tests::fake_engine_client;

} // namespace

CAF_TEST_FIXTURE_SCOPE(listener_connection_tests, fixture)

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

CAF_TEST(lost events are reported again after a minute) {
  connect_with_one();
  lose_events();
  pass(59s, 1s);
  lose_events();
  CAF_CHECK_EQUAL(event_gaps(), 1);
  pass(1s);
  lose_events();
  CAF_CHECK_EQUAL(event_gaps(), 2);
}

CAF_TEST(a batch the reader had to drop is a loss) {
  connect_with_one();
  model::event_batch batch;
  batch.events.resize(50'000);
  client->received(batch); // too large to enter
  consume_messages();
  CAF_CHECK(client->lists.empty());
  client->received({});
  consume_messages();
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
  CAF_CHECK_EQUAL(event_gaps(), 1);
}

CAF_TEST(events count against what may be under way until what came of them is stored) {
  connect_with_one();
  loads.clear();
  keep_loads = true;
  model::event_batch batch;
  batch.events.resize(14'998);
  batch.events[0].container_id = "c1";
  batch.events[0].action = event_action::pause;
  batch.events[0].time = epoch + 100ms;
  client->received(batch);
  consume_messages();
  CAF_CHECK_EQUAL(take(), "paused");
  CAF_REQUIRE(!loads.empty());
  client->received(model::event_batch{std::vector<model::event>(5), 0, false});
  consume_messages();
  loads.clear();
  client->received({});
  consume_messages();
  CAF_CHECK_EQUAL(event_gaps(), 1); // of the five that found no room
}

CAF_TEST(events beyond what is kept until the list comes are looked for by another) {
  actual["c1"] = make("c1", container_status::running, -1000ms);
  accept(0ms);
  for (std::size_t sent = 0; sent <= 100'000u; sent += 12'500) {
    CAF_CHECK(!state().lists.is_due());
    model::event_batch batch;
    batch.events.resize(12'500);
    client->received(batch);
    consume_messages();
  }
  CAF_CHECK(state().lists.is_due());
  CAF_CHECK_EQUAL(state().queued.size(), 100'000u);
}

CAF_TEST(events with large labels are not kept without bound until the list comes) {
  accept(0ms);
  for (int batches = 0; batches < 5; ++batches) {
    CAF_CHECK_EQUAL(state().lists.is_due(), batches > 3);
    model::event_batch batch;
    batch.events.resize(8);
    for (auto& event : batch.events)
      event.attributes["label"].assign(std::size_t{1} << 20U, 'x');
    client->received(batch);
    consume_messages();
  }
  CAF_CHECK_EQUAL(state().queued.size(), 24u);
}

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

CAF_TEST(the sizes on disk are asked for as often as is wanted) {
  live_with_one();
  CAF_CHECK(client->disk_usages.empty());
  settings.disk_usage_every = 5min;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  model::disk_usage usage;
  usage.containers["c1"] = {7, 9};
  fake_engine_client::pop(client->disk_usages)(usage);
  consume_messages();
  pass(4min);
  CAF_CHECK(client->disk_usages.empty());
  pass(61s);
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  fake_engine_client::pop(client->disk_usages)(model::failure{model::failure_code::refused, "403"});
  consume_messages();
  pass(301s);
  CAF_CHECK_EQUAL(client->disk_usages.size(), 1u);
}

CAF_TEST(a refused disk usage is shown until it is answered) {
  live_with_one();
  settings.disk_usage_every = 1h;
  refused = {"/info"};
  start();
  connect_with_one();
  const auto answer = [this](model::expected<model::disk_usage> usage) {
    CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
    fake_engine_client::pop(client->disk_usages)(std::move(usage));
    consume_messages();
  };
  const std::vector<std::string> both{"/info", "/system/df"};
  answer(model::failure{model::failure_code::refused, "403"});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  lose_connection();
  pass(2s);
  accept(3s);
  answer_list({actual["c1"]});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  pass(61min, 1s);
  answer(model::failure{model::failure_code::refused, "403"});
  CAF_CHECK_EQUAL(observed.status.refused, both);
  pass(61min, 1s);
  answer(model::disk_usage{});
  CAF_CHECK_EQUAL(observed.status.refused, refused);
}

CAF_TEST(the sizes on disk are asked for once where the interval is the longest) {
  live_with_one();
  settings.disk_usage_every = 876'000h;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  fake_engine_client::pop(client->disk_usages)(model::disk_usage{});
  consume_messages();
  pass(1h);
  CAF_CHECK(client->disk_usages.empty());
}

CAF_TEST(a new connection asks for the sizes on disk no sooner) {
  live_with_one();
  settings.disk_usage_every = 20s;
  start();
  connect_with_one();
  CAF_REQUIRE_EQUAL(client->disk_usages.size(), 1u);
  client->disk_usages.clear(); // its answer is lost with the connection
  pass(10s);
  lose_connection();
  pass(1s);
  accept(11s);
  answer_list({actual["c1"]});
  CAF_CHECK(client->disk_usages.empty());
  pass(10s);
  CAF_CHECK_EQUAL(client->disk_usages.size(), 1u);
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
