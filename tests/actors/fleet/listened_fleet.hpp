#pragma once

#include "actors/fleet/fleet_listener.hpp"
#include "actors/history/history_keeper.hpp"
#include "fleet/payload.hpp"
#include "tests/support/actor_fixture.hpp"
#include "tests/support/fake_bus.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::tests {

using namespace actors;
using namespace std::chrono_literals;

/// A listener with followers and a history, which the test gives the messages of hosts.
struct listened_fleet : actor_fixture {
  std::shared_ptr<fake_bus> bus = std::make_shared<fake_bus>();
  std::shared_ptr<http::latest_hosts> hosts = std::make_shared<http::latest_hosts>();
  model::engine_time wall = *model::parse_rfc3339("2026-11-22T10:00:00Z");
  std::vector<containers_changed> changed;
  std::vector<samples_taken> sampled;
  std::vector<received_alarms> received;
  history_keeper_actor keeper; ///< of the history of the hosts, in memory
  fleet_listener_actor listener;

  listened_fleet() {
    fleet_listener_deps deps;
    deps.follower.bus = bus;
    deps.follower.latest_snapshot = hosts;
    deps.follower.wall_clock = [this] { return wall; };
    deps.follower.facade = end_with_test(sys.spawn([this]() -> http_facade_actor::behavior_type {
      return {
          [this](const containers_changed& message) { changed.push_back(message); },
          [this](const samples_taken& message) { sampled.push_back(message); },
          [](const model::engine_status&) {},
          [](const oom_kills_actor&) {},
          [](round_atom) {},
          [](show_atom) {},
      };
    }));
    deps.follower.router = end_with_test(sys.spawn([this]() -> alarm_router_actor::behavior_type {
      return {
          [](const transitions&) {},
          [](const container_facts&) {},
          [](const container_logs&) {},
          [](const connection_event&) {},
          [this](const received_alarms& message) { received.push_back(message); },
          [](const self_alarm&) {},
          [](const new_rules&) {},
          [](const operator_request&) { return operator_answer{}; },
          [](saved_lost) {},
          [](expire_atom) {},
          [](tick_atom) {},
      };
    }));
    deps.queries = std::make_shared<fleet::host_queries>(bus);
    history_keeper_deps of_keeper;
    of_keeper.history.interval = deps.history_step;
    keeper = end_with_test(sys.spawn(history_keeper, of_keeper));
    deps.history = keeper;
    listener = end_with_test(sys.spawn(fleet_listener, std::move(deps)));
    consume_messages();
    caf::anon_send(listener, fleet_connection{true, false});
    consume_messages();
  }

  void set_roster(const std::vector<std::string>& names) {
    auto roster = std::make_shared<model::fleet_roster>();
    for (const auto& name : names) {
      model::fleet_member member;
      member.name = name;
      member.group = "shop";
      member.public_key = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";
      CAF_REQUIRE(roster->invite(member).has_value());
    }
    caf::anon_send(listener, fleet_roster_changed{roster});
    consume_messages();
  }

  void deliver(
      const std::string& host, model::fleet_topic topic, std::string payload,
      std::string reply = {}) {
    bus->handlers.at("fleet." + host + ".*")(
        {fleet_subject(host, topic), std::move(reply), std::move(payload), {}});
    consume_messages();
  }

  void report(const std::string& host, const std::string& rest, bool whole = false) {
    deliver(
        host, whole ? model::fleet_topic::state : model::fleet_topic::samples,
        fleet::deflate(R"({"instance":"1","sentAt":"2026-11-22T10:00:00.000Z")" + rest + '}'));
  }

  /// Returns the hosts of which a message was refused, as the alarms in `received` name them.
  std::vector<std::string> degraded() {
    std::vector<std::string> named;
    for (const auto& message : received)
      for (const auto& alarm : message.about_host)
        if (alarm.kind == model::alarm_kind::degraded && alarm.state == model::alarm_state::open)
          named.push_back(alarm.host);
    return named;
  }

  void wait(std::chrono::milliseconds time) {
    wall += time;
    pass(time, 250ms);
  }
};

const std::string web = R"({"id":"w","name":"web","status":"running","labels":{}})";
const std::string db = R"({"id":"d","name":"db","status":"exited","labels":{}})";

/// A whole state in one part.
inline std::string
whole(const std::string& containers, const std::string& host = R"({"cores":2})") {
  return R"(,"part":1,"parts":1,"host":)" + host + R"(,"containers":[)" + containers + ']';
}

} // namespace docker_monitor::tests
