#pragma once

#include "actors/engine/event_listener.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_engine_client.hpp"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::tests {

using namespace actors;
using namespace std::chrono_literals;

const model::engine_time epoch{std::chrono::seconds{1'700'000'000}};

/// What the listener sent to the others.
struct observations {
  std::string transitions; ///< such as "up down/3 down/replayed"
  std::vector<model::container_ptr> changed;
  std::vector<std::string> removed;
  std::vector<std::string> forgotten; ///< by the router
  model::engine_status status;
};

/// A listener whose engine and neighbours the test plays.
struct listener_fixture : actor_fixture {
  listener_fixture() {
    settings.client = client;
    settings.supervisor = sys.spawn([](container_supervisor_actor::pointer) {
      return container_supervisor_actor::behavior_type{
          [](const containers_changed&) {}, [](tick_atom) {},
          [](show_atom) { return std::uint64_t{0}; }};
    });
    settings.facade = sys.spawn([this](http_facade_actor::pointer) {
      return http_facade_actor::behavior_type{
          [this](const containers_changed& message) {
            observed.changed.insert(
                observed.changed.end(), message.changed.begin(), message.changed.end());
            observed.removed.insert(
                observed.removed.end(), message.removed.begin(), message.removed.end());
          },
          [](const samples_taken&) {},
          [](const oom_kills_actor&) {},
          [this](const model::engine_status& s) { observed.status = s; },
          [](round_atom) {},
          [](show_atom) {}};
    });
    settings.router = sys.spawn([this](alarm_router_actor::pointer) {
      return alarm_router_actor::behavior_type{
          [this](const transitions& message) {
            if (keep_loads && message.load)
              loads.push_back(message.load);
            for (const auto& t : message.list)
              note(t);
            kept.insert(kept.end(), message.states.begin(), message.states.end());
            kept.insert(kept.end(), message.cursor.begin(), message.cursor.end());
          },
          [this](const container_facts& message) {
            if (!message.facts)
              observed.forgotten.push_back(message.id);
          },
          [this](const container_logs& message) { logs = message.lines; },
          [this](const connection_event& message) { engine.push_back(message); },
          [](const received_alarms&) {},
          [](const self_alarm&) {},
          [](const operator_request&) { return operator_answer{}; },
          [](const new_rules&) {},
          [](saved_lost) {},
          [](expire_atom) {},
          [](tick_atom) {}};
    });
    settings.filter = *model::container_filter::make({}, {"name=hidden*"});
    settings.seed = 1;
    end_with_test(settings.supervisor);
    end_with_test(settings.facade);
    end_with_test(settings.router);
    start();
  }

  /// A connection on which events have come: a pause of the one container, and its end.
  void live_with_one() {
    connect_with_one();
    send("c1", model::event_action::pause, std::chrono::milliseconds{100});
    send("c1", model::event_action::unpause, std::chrono::milliseconds{200});
    take();
  }

  /// Starts the listener, as after a crash where one ran before.
  void start() {
    if (listener)
      caf::anon_send_exit(listener, caf::exit_reason::kill);
    listener = end_with_test(sys.spawn(event_listener, settings));
    consume_messages();
  }

  /// What would be found on disk now.
  model::saved_states on_disk() {
    std::map<std::pair<std::string, std::string>, std::string> newest;
    for (const auto& state : kept)
      newest[{state.area, state.key}] = state.text;
    model::saved_states states;
    for (const auto& [where, text] : newest)
      if (!text.empty())
        states.push_back({where.first, where.second, text});
    return states;
  }

  void note(const model::transition& t) {
    observed.transitions += observed.transitions.empty() ? "" : " ";
    observed.transitions += to_string(t.kind);
    if (t.exit_code)
      observed.transitions += "/" + std::to_string(*t.exit_code);
    if (t.engine_gone)
      observed.transitions += "/engine";
    if (t.origin != model::alarm_origin::live)
      observed.transitions += "/" + std::string{to_string(t.origin)};
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
    identity.id = engine_id;
    identity.version = "26";
    identity.now = epoch + now;
    identity.refused = refused;
    identity.name = engine_name;
    identity.host_name = engine_host_name;
    fake_engine_client::pop(client->negotiations)(identity);
    consume_messages();
    if (!client->recalls.empty()) {
      fake_engine_client::pop(client->recalls)(memory);
      consume_messages();
    }
    client->opened();
    consume_messages();
  }

  void answer_list(std::vector<model::container> list) {
    CAF_REQUIRE(!client->lists.empty());
    fake_engine_client::pop(client->lists)(std::move(list));
    consume_messages();
  }

  /// Answers every inspection with what `actual` has, or as gone.
  void answer_inspections() {
    while (!client->inspections.empty()) {
      auto [id, done] = fake_engine_client::pop(client->inspections);
      ++inspected[id];
      if (const auto found = actual.find(id); found != actual.end())
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
    actual["c1"] = make("c1", model::container_status::running, -1000ms);
    accept(0ms);
    answer_list({actual["c1"]});
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

  std::string take() { return std::exchange(observed.transitions, {}); }

  std::shared_ptr<fake_engine_client> client = std::make_shared<fake_engine_client>();
  event_listener_deps settings;
  event_listener_actor listener;
  model::saved_states kept;
  bool keep_loads = false; ///< as a store that has not written yet
  std::vector<std::shared_ptr<const void>> loads;
  std::vector<connection_event> engine;
  std::vector<std::string> logs;
  observations observed;
  std::string engine_id = "E1";
  std::string engine_name = "Docker";
  std::string engine_host_name;
  std::vector<std::string> refused;
  /// What the engine remembers when it is asked at the beginning of a connection.
  model::expected<model::event_memory> memory =
      model::failure{model::failure_code::timeout, "mute"};
  std::map<std::string, model::container> actual;
  std::map<std::string, int> inspected;
};

} // namespace docker_monitor::tests
