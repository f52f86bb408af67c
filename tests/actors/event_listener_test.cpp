#define CAF_SUITE actors.event_listener
#include "actors/event_listener.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_engine_client.hpp"

using namespace docker_monitor;
using namespace docker_monitor::actors;
using docker_monitor::tests::fake_engine_client;
using namespace std::chrono_literals;

namespace {

const model::engine_time epoch{std::chrono::seconds{1'700'000'000}};

/// What the listener told the others.
struct ledger {
  std::string transitions; ///< such as "up down/3 down/replayed"
  std::vector<model::container_ptr> changed;
  std::vector<std::string> removed;
  model::engine_status status;
};

struct fixture : tests::actor_fixture {
  fixture() {
    listener_settings settings;
    settings.client = client;
    settings.supervisor = sys.spawn([](container_supervisor_actor::pointer) {
      return container_supervisor_actor::behavior_type{
          [](const containers_changed&) {}, [](tick_atom) {},
          [](show_atom) { return std::uint64_t{0}; }};
    });
    settings.facade = sys.spawn([this](http_facade_actor::pointer) {
      return http_facade_actor::behavior_type{
          [this](const containers_changed& news) {
            told.changed.insert(told.changed.end(), news.changed.begin(), news.changed.end());
            told.removed.insert(told.removed.end(), news.removed.begin(), news.removed.end());
          },
          [](const samples_taken&) {}, [this](const model::engine_status& s) { told.status = s; },
          [](round_atom) {}, [](show_atom) {}};
    });
    settings.router = sys.spawn([this](alarm_router_actor::pointer) {
      return alarm_router_actor::behavior_type{
          [this](const transitions& news) {
            for (const auto& t : news.list)
              note(t);
          },
          [](const container_facts&) {}, [](expire_atom) {}};
    });
    settings.filter = *model::container_filter::make({}, {"name=hidden*"});
    settings.seed = 1;
    end_with_test(settings.supervisor);
    end_with_test(settings.facade);
    end_with_test(settings.router);
    listener = end_with_test(sys.spawn(event_listener, settings));
    consume_messages();
  }

  void note(const model::transition& t) {
    told.transitions += told.transitions.empty() ? "" : " ";
    told.transitions += to_string(t.kind);
    if (t.exit_code)
      told.transitions += "/" + std::to_string(*t.exit_code);
    if (t.engine_gone)
      told.transitions += "/engine";
    if (t.origin != model::alarm_origin::live)
      told.transitions += "/" + std::string{to_string(t.origin)};
  }

  static model::container
  make(const std::string& id, model::container_status status, std::chrono::milliseconds started) {
    model::container c;
    c.id = id;
    c.name = id;
    c.status = status;
    c.started_at = epoch + started;
    if (!model::is_up(status)) {
      c.finished_at = epoch + started + 1s;
      c.exit_code = 3;
    }
    return c;
  }

  /// Answers the negotiation and opens the stream; the engine's clock is `now` after the epoch.
  void accept(std::chrono::milliseconds now) {
    CAF_REQUIRE_EQUAL(client->negotiations.size(), 1u);
    engine::engine_identity identity;
    identity.name = "Docker";
    identity.version = "26";
    identity.now = epoch + now;
    fake_engine_client::pop(client->negotiations)(identity);
    consume_messages();
    client->opened();
    consume_messages();
  }

  void answer_list(std::vector<model::container> list) {
    CAF_REQUIRE(!client->lists.empty());
    fake_engine_client::pop(client->lists)(std::move(list));
    consume_messages();
  }

  /// Answers every inspection with what `truth` has, or as gone.
  void answer_inspections() {
    while (!client->inspections.empty()) {
      auto [id, done] = fake_engine_client::pop(client->inspections);
      ++inspected[id];
      if (const auto found = truth.find(id); found != truth.end())
        done(found->second);
      else
        done(model::failure{model::failure_code::not_found, "no such container"});
      consume_messages();
    }
  }

  void send(
      const std::string& id, model::event_action action, std::chrono::milliseconds when,
      std::optional<int> exit_code = {}) {
    model::event e;
    e.container_id = id;
    e.name = id;
    e.action = action;
    e.time = epoch + when;
    e.exit_code = exit_code;
    model::event_batch batch;
    batch.events.push_back(e);
    client->received(batch);
    consume_messages();
  }

  /// A connection with one running container, as of the epoch.
  void connect_with_one() {
    truth["c1"] = make("c1", model::container_status::running, -1000ms);
    accept(0ms);
    answer_list({truth["c1"]});
    answer_inspections();
  }

  void lose_connection() {
    client->ended({model::failure_code::disconnected, "gone"});
    consume_messages();
  }

  void refuse_connection() {
    pass(2s);
    CAF_REQUIRE_EQUAL(client->negotiations.size(), 1u);
    fake_engine_client::pop(client->negotiations)(
        model::failure{model::failure_code::unreachable, "nobody listens"});
    consume_messages();
  }

  std::string take() { return std::exchange(told.transitions, {}); }

  std::shared_ptr<fake_engine_client> client = std::make_shared<fake_engine_client>();
  event_listener_actor listener;
  ledger told;
  std::map<std::string, model::container> truth;
  std::map<std::string, int> inspected;
};

using model::container_status;
using model::event_action;

} // namespace

CAF_TEST_FIXTURE_SCOPE(event_listener_tests, fixture)

CAF_TEST(the first list is adopted without transitions) {
  connect_with_one();
  CAF_CHECK_EQUAL(take(), "");
  CAF_REQUIRE(!told.changed.empty());
  CAF_CHECK_EQUAL(told.changed.back()->id, "c1");
  CAF_CHECK(told.status.connected);
  CAF_CHECK(told.status.list_received);
  CAF_CHECK(client->since == epoch - 10s);
}

CAF_TEST(history of before the first connection is no news) {
  truth["c1"] = make("c1", container_status::running, -1000ms);
  accept(0ms);
  send("c1", event_action::die, -3000ms, 1);
  send("c1", event_action::start, -1000ms);
  send("gone", event_action::start, -3000ms);
  send("gone", event_action::die, -2900ms, 0);
  answer_list({truth["c1"]});
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(events become transitions as they come and each only once) {
  connect_with_one();
  send("c1", event_action::die, 100ms, 3);
  send("c1", event_action::die, 100ms, 3);
  CAF_CHECK_EQUAL(take(), "down/3");
  truth["c1"] = make("c1", container_status::exited, -1000ms);
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
  CAF_CHECK(!told.status.connected);
  pass(2s);
  accept(5000ms);
  CAF_CHECK(client->since == epoch + 100ms - 10s);
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 3000ms);
  answer_list({truth["c1"]});
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "unpaused/replayed");
  pass(5s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(a death while the engine was away is reconciled once with its exit code) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 200ms);
  take();
  lose_connection();
  refuse_connection();
  pass(2s);
  truth["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  answer_list({truth["c1"]});
  answer_inspections();
  CAF_CHECK_EQUAL(take(), ""); // looked at once: an event may still be on its way
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/3/engine/reconciled");
  pass(3s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "");
}

CAF_TEST(what a restarted engine ended itself is its doing) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 200ms);
  take();
  lose_connection();
  pass(2s);
  truth["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  send("c1", event_action::kill, 7000ms);
  send("c1", event_action::die, 8000ms, 137);
  answer_list({truth["c1"]});
  CAF_CHECK_EQUAL(take(), "down/137/engine/replayed");
}

CAF_TEST(a stop while only our connection was gone was asked for) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 200ms);
  take();
  lose_connection();
  pass(2s);
  truth["c1"] = make("c1", container_status::exited, -1000ms);
  accept(9000ms);
  send("c1", event_action::unpause, 200ms);
  send("c1", event_action::kill, 7000ms);
  send("c1", event_action::die, 8000ms, 137);
  answer_list({truth["c1"]});
  CAF_CHECK_EQUAL(take(), "down/137/replayed");
}

CAF_TEST(an event that comes after all is trusted before an inspection) {
  connect_with_one();
  send("c1", event_action::pause, 100ms);
  send("c1", event_action::unpause, 200ms);
  take();
  lose_connection();
  pass(2s);
  truth["c1"] = make("c1", container_status::exited, -1000ms);
  accept(5000ms);
  send("c1", event_action::unpause, 200ms); // the buffer still knows: nothing was lost
  answer_list({truth["c1"]});
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
  truth["c1"] = make("c1", container_status::running, 700ms);
  accept(9000ms);
  answer_list({truth["c1"]});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/engine/reconciled up/reconciled");
}

CAF_TEST(a container that vanished meanwhile went down) {
  connect_with_one();
  lose_connection();
  pass(2s);
  truth.clear();
  accept(9000ms);
  answer_list({});
  answer_inspections();
  pass(2s);
  answer_inspections();
  CAF_CHECK_EQUAL(take(), "down/reconciled");
  CAF_REQUIRE_EQUAL(told.removed.size(), 1u);
}

CAF_TEST(unreadable lines make it compare with the list at once) {
  connect_with_one();
  model::event_batch batch;
  batch.unreadable_lines = 1;
  client->received(batch);
  consume_messages();
  CAF_CHECK_EQUAL(client->lists.size(), 1u);
}

CAF_TEST(a stop whose die was lost is found after a while) {
  connect_with_one();
  send("c1", event_action::stop, 100ms);
  CAF_CHECK_EQUAL(take(), "");
  truth["c1"] = make("c1", container_status::exited, -1000ms);
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

CAF_TEST(three pings without an answer end the connection) {
  connect_with_one();
  for (int miss = 0; miss < 3; ++miss) {
    CAF_CHECK(told.status.connected);
    pass(10s, 1s);
    CAF_REQUIRE_EQUAL(client->pings.size(), 1u);
    fake_engine_client::pop(client->pings)(model::failure{model::failure_code::timeout, "mute"});
    consume_messages();
  }
  CAF_CHECK(!told.status.connected);
  CAF_CHECK_EQUAL(told.status.problem, "mute");
  CAF_CHECK_EQUAL(client->unsubscribed, 1u);
  pass(2s);
  CAF_CHECK_EQUAL(client->negotiations.size(), 1u);
}

CAF_TEST(it tries for ever and says why) {
  for (int attempt = 0; attempt < 40; ++attempt)
    refuse_connection();
  CAF_CHECK_EQUAL(told.status.problem, "nobody listens");
  pass(2s);
  connect_with_one();
  CAF_CHECK(told.status.connected);
  CAF_CHECK_EQUAL(told.status.problem, "");
}

CAF_TEST(a list that fails ends the connection) {
  accept(0ms);
  fake_engine_client::pop(client->lists)(
      model::failure{model::failure_code::version_refused, "too old"});
  consume_messages();
  CAF_CHECK_EQUAL(told.status.problem, "too old");
  pass(2s);
  CAF_CHECK_EQUAL(client->negotiations.size(), 1u);
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

CAF_TEST(few inspections are under way at once) {
  std::vector<model::container> list;
  for (int i = 0; i < 20; ++i)
    list.push_back(make("c" + std::to_string(i), container_status::running, -1000ms));
  accept(0ms);
  answer_list(list);
  CAF_CHECK_EQUAL(client->inspections.size(), inspection_queue::most_in_flight);
  for (const auto& c : list)
    truth[c.id] = c;
  answer_inspections();
  CAF_CHECK_EQUAL(inspected.size(), 20u);
}

CAF_TEST(an excluded container is neither shown nor told of) {
  connect_with_one();
  send("hidden-1", event_action::create, 100ms);
  send("hidden-1", event_action::start, 110ms);
  CAF_CHECK_EQUAL(take(), "");
  for (const auto& c : told.changed)
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
