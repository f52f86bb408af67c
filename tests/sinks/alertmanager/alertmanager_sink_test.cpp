#define CAF_SUITE sinks.alertmanager_sink
#include "sinks/alertmanager/alertmanager_sink.hpp"
#include "tests/sinks/alarms.hpp"
#include "tests/support/http_peer.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace alertmanager_sink_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using namespace std::chrono_literals;
using model::alarm_state;
using nlohmann::json;
using tests::http_peer;

namespace {

struct world {
  http_peer peer;
  moment now{
      model::engine_time{1'795'000'010s},
      std::chrono::steady_clock::time_point{} + 1h}; // 11:06:50Z
  std::unique_ptr<alertmanager_sink> sink;

  world() { restart(); }

  void restart(std::string instance = {}) {
    alertmanager_options options;
    options.http.host = "127.0.0.1";
    options.http.port = peer.port();
    options.http.target = "/am";
    options.instance = std::move(instance);
    sink = std::make_unique<alertmanager_sink>(options, 10min, [this] { return now; });
  }

  void pass(std::chrono::seconds time) {
    now.wall += time;
    now.steady += time;
  }

  outcome deliver(std::vector<model::alarm_ptr> alarms) {
    return sink->deliver(alarms, 10s).front();
  }

  /// What was posted last.
  json posted() {
    const auto requests = peer.requests();
    if (requests.empty())
      return nullptr;
    return json::parse(requests.back().substr(requests.back().find("\r\n\r\n") + 4));
  }

  /// A part of one of the alerts posted last. By value: checks keep references.
  json part(std::size_t number, const char* path) {
    return posted().at(number).at(json::json_pointer{path});
  }

  std::size_t posts() { return peer.requests().size(); }
};

model::alarm_ptr down(std::string id = "d1") {
  auto alarm = *make_alarm(std::move(id), "shop-web-1");
  alarm.identity = "shop/web/1";
  alarm.exit_code = 1;
  alarm.cause = model::down_cause::crashed;
  return std::make_shared<model::alarm>(alarm);
}

/// Of the container that replaces it.
model::alarm_ptr up(std::string closes = "d1") {
  auto alarm = *make_alarm("u1", "shop-web-1", alarm_kind::up, std::move(closes));
  alarm.container_id = "another";
  alarm.image = "nginx:1.26";
  alarm.identity = "shop/web/1";
  alarm.state = alarm_state::closed;
  alarm.severity = model::severity::clear;
  alarm.time += 5s;
  return std::make_shared<model::alarm>(alarm);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(alertmanager_sink_tests, world)

CAF_TEST(a wrong address shows before the first alarm) {
  peer.answer(404);
  CAF_CHECK(sink->open(10s).has_value());
  CAF_CHECK(!sink->open(10s));
  CAF_CHECK_EQUAL(posted(), json::array());
  CAF_CHECK(peer.requests()[0].starts_with("POST /am/api/v2/alerts HTTP/1.1\r\n"));
}

CAF_TEST(no text forges a fact) {
  auto alarm = std::make_shared<model::alarm>(*down());
  alarm->container_name = "a\xe2\nImage: good";
  alarm->image = "i\033[2J\nCause: none";
  CAF_CHECK(!deliver({alarm}));
  const auto annotations = posted().at(0)["annotations"];
  CAF_CHECK_EQUAL(annotations["summary"], "container went down: a\uFFFD\\nImage: good");
  const auto facts = annotations["description"].get<std::string>();
  CAF_CHECK(facts.find("Image: i\\x1b[2J\\nCause: none\n") != std::string::npos);
  CAF_CHECK(facts.find("\nCause: none") == std::string::npos);
}

CAF_TEST(an open alarm is an alert that must be repeated) {
  CAF_CHECK(!deliver({down()}));
  const auto alert = posted().at(0);
  CAF_CHECK_EQUAL(
      alert["labels"], json(
                           {{"alertname", "ContainerDown"},
                            {"severity", "major"},
                            {"container", "shop/web/1"},
                            {"project", "shop"},
                            {"service", "web"}}));
  CAF_CHECK_EQUAL(alert["startsAt"], "2026-11-18T11:06:40.000Z");
  CAF_CHECK_EQUAL(alert["endsAt"], "2026-11-18T11:09:50.000Z");
  CAF_CHECK_EQUAL(alert["annotations"]["summary"], "container went down: shop-web-1");
  CAF_CHECK_EQUAL(alert["annotations"]["cause"], "crashed (exit code 1)");
  CAF_CHECK_EQUAL(alert["annotations"]["image"], "nginx:1.25");
  CAF_CHECK_EQUAL(alert["annotations"]["exitCode"], "1");
  CAF_CHECK_EQUAL(alert["annotations"]["id"], "d1");
  CAF_CHECK(!sink->open(10s)); // sends it once more, since it never sent everything
  CAF_CHECK_EQUAL(posts(), 2u);
  pass(59s);
  sink->idle();
  CAF_CHECK_EQUAL(posts(), 2u);
  pass(1s);
  sink->idle();
  CAF_CHECK_EQUAL(posts(), 3u);
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:10:50.000Z");
  CAF_CHECK_EQUAL(part(0, "/labels"), alert["labels"]);
}

CAF_TEST(a restart loop takes the place of the crash that began it) {
  const auto loop = [](const char* id, const char* closes, std::chrono::seconds later) {
    auto alarm = *down(id);
    alarm.kind = alarm_kind::restart_loop;
    alarm.severity = model::severity::critical;
    alarm.closes = closes;
    alarm.time += later;
    return alarm;
  };
  const auto send = [this](model::alarm alarm) {
    CAF_CHECK(!deliver({std::make_shared<model::alarm>(std::move(alarm))}));
  };
  deliver({down()});
  send(loop("l1", "d1", 5s));
  CAF_REQUIRE_EQUAL(posted().size(), 2u);
  CAF_CHECK_EQUAL(part(0, "/labels/alertname"), "ContainerDown");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:45.000Z");
  CAF_CHECK_EQUAL(part(1, "/labels/alertname"), "ContainerRestartLoop");
  CAF_CHECK_EQUAL(part(1, "/endsAt"), "2026-11-18T11:09:50.000Z"); // open
  send(loop("l2", "l1", 7s));                                      // more restarts
  CAF_REQUIRE_EQUAL(posted().size(), 1u);
  CAF_CHECK_EQUAL(part(0, "/annotations/id"), "l2");
  CAF_CHECK_EQUAL(part(0, "/startsAt"), "2026-11-18T11:06:45.000Z");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:09:50.000Z");
  auto over = loop("l3", "l2", 9s);
  over.state = alarm_state::closed;
  over.severity = model::severity::clear;
  send(over);
  CAF_REQUIRE_EQUAL(posted().size(), 1u);
  CAF_CHECK_EQUAL(part(0, "/labels/alertname"), "ContainerRestartLoop");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:49.000Z");
}

CAF_TEST(the end of an alarm has the labels of its beginning) {
  deliver({down()});
  const auto labels = part(0, "/labels");
  CAF_CHECK(!deliver({up()}));
  CAF_CHECK_EQUAL(posted().size(), 1u);
  CAF_CHECK_EQUAL(part(0, "/labels"), labels);
  CAF_CHECK_EQUAL(part(0, "/startsAt"), "2026-11-18T11:06:40.000Z");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:45.000Z");
  sink->open(10s);
  for (int minute = 0; minute < 4; ++minute) {
    pass(60s);
    sink->idle();
  }
  CAF_CHECK_EQUAL(posts(), 7u);
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:45.000Z");
  pass(61s);
  sink->idle();
  CAF_CHECK_EQUAL(posts(), 7u);
}

CAF_TEST(an end without a known beginning has the labels it must have had) {
  deliver({down()});
  const auto labels = part(0, "/labels");
  restart();
  CAF_CHECK(!deliver({up()}));
  CAF_CHECK_EQUAL(part(0, "/labels"), labels);
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:45.000Z");
}

CAF_TEST(what was open before a restart is reported again) {
  const std::vector open{down()};
  restart("north");
  sink->restore(open);
  CAF_CHECK(!sink->open(10s));
  CAF_CHECK_EQUAL(part(0, "/annotations/id"), "d1");
  CAF_CHECK_EQUAL(part(0, "/labels/instance"), "north");
}

CAF_TEST(good news and ends of nothing are no alerts) {
  CAF_CHECK(!deliver({up("")}));
  CAF_CHECK_EQUAL(posts(), 0u);
}

CAF_TEST(an event is an alert for five minutes from its arrival) {
  auto alarm = *make_alarm("o1", "web", alarm_kind::oom);
  alarm.state = alarm_state::event;
  alarm.severity = model::severity::critical;
  pass(600s); // the Alertmanager was away
  CAF_CHECK(!deliver({std::make_shared<model::alarm>(alarm)}));
  CAF_CHECK_EQUAL(part(0, "/labels/alertname"), "ContainerOutOfMemory");
  CAF_CHECK_EQUAL(part(0, "/labels/container"), "web");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:21:50.000Z");
  pass(301s);
  sink->open(10s);
  CAF_CHECK_EQUAL(posted(), json::array());
}

CAF_TEST(alarms about the hosts of a fleet have names of their own) {
  for (const auto& [kind, name] :
       {std::pair{alarm_kind::host_lost, "FleetHostLost"},
        std::pair{alarm_kind::duplicate_host, "FleetDuplicateHost"},
        std::pair{alarm_kind::other, "DockerMonitorOther"}}) {
    restart();
    model::alarm alarm;
    alarm.id = name;
    alarm.kind = kind;
    alarm.host = "node-1";
    alarm.time = now.wall;
    CAF_CHECK(!deliver({std::make_shared<model::alarm>(alarm)}));
    CAF_CHECK(part(0, "/labels/alertname") == name);
  }
}

CAF_TEST(a heartbeat lasts until the one after the next) {
  model::alarm alarm;
  alarm.id = "h1";
  alarm.kind = alarm_kind::heartbeat;
  alarm.state = alarm_state::event;
  alarm.severity = model::severity::clear;
  alarm.host = "node-1";
  alarm.time = now.wall;
  CAF_CHECK(!deliver({std::make_shared<model::alarm>(alarm)}));
  CAF_CHECK_EQUAL(part(0, "/labels/alertname"), "DockerMonitorHeartbeat");
  CAF_CHECK_EQUAL(part(0, "/labels/host"), "node-1");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:26:50.000Z");
}

CAF_TEST(an alarm that becomes graver is another alert) {
  deliver({down()});
  auto graver = *down("d2");
  graver.severity = model::severity::critical;
  deliver({std::make_shared<model::alarm>(graver)});
  CAF_REQUIRE_EQUAL(posted().size(), 2u);
  CAF_CHECK_EQUAL(part(0, "/labels/severity"), "major");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:50.000Z");
  CAF_CHECK_EQUAL(part(1, "/labels/severity"), "critical");
  deliver({up("d1")}); // the id with which it began ends it too
  CAF_CHECK_EQUAL(part(0, "/labels/severity"), "critical");
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:45.000Z");
}

CAF_TEST(nothing is open about a container that is no more) {
  deliver({down()});
  sink->open(10s);
  sink->gone(std::vector<std::string>{"other"});
  sink->idle();
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:09:50.000Z");
  sink->gone(std::vector<std::string>{"shop-web-1"});
  sink->idle();
  CAF_CHECK_EQUAL(part(0, "/endsAt"), "2026-11-18T11:06:50.000Z");
}

CAF_TEST(one alarm that is refused spoils no other) {
  const std::vector alarms{down(), make_alarm("b1", "b")};
  for (int i = 0; i < 5; ++i) {
    peer.answer(400); // both
    peer.answer(400); // the first
    peer.answer(200);
    const auto outcomes = sink->deliver(alarms, 10s);
    CAF_REQUIRE(outcomes[0].has_value());
    CAF_CHECK((outcomes[0]->code == model::failure_code::parked) == (i == 4));
    CAF_CHECK(!outcomes[1]);
  }
  sink->open(10s);
  CAF_CHECK_EQUAL(posted().size(), 1u);
}

CAF_TEST(what could not be sent is sent when it can be) {
  deliver({down()});
  sink->open(10s);
  pass(60s);
  peer.answer(500);
  sink->idle();
  pass(10s);
  sink->idle();
  CAF_CHECK_EQUAL(posts(), 4u);
  peer.answer(503, "Retry-After: 60\r\n");
  CAF_CHECK(deliver({up()}).has_value());
  CAF_CHECK(sink->retry_after().has_value());
  CAF_CHECK(!deliver({up()}));
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alertmanager_sink_test
