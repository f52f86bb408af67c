#define CAF_SUITE actors.alarm_router
#include "config/rule_file.hpp"
#include "tests/actors/alarm/router_fixture.hpp"

namespace alarm_router_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

const auto epoch = tests::router_epoch;
struct fixture : tests::router_fixture {};
using model::alarm_kind;
using model::container_status;

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_router_tests, fixture)

CAF_TEST(every sink gets the same alarm) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK_EQUAL(first[0]->id, second[0]->id);
  CAF_CHECK(first[0]->cause == model::down_cause::crashed);
}

CAF_TEST(who follows receives each transition once whatever the sinks take) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_REQUIRE_EQUAL(followed.size(), 1u);
  CAF_CHECK_EQUAL(followed[0], first[0]->id);
  pass(60s); // the incident is sent by now
  CAF_CHECK(!incidents.empty());
  CAF_CHECK_EQUAL(followed.size(), 1u);
  CAF_CHECK_EQUAL(self_metrics->alarms.load(), 1u);
}

CAF_TEST(an alarm waits for its facts) {
  transit(alarm_kind::up, container(container_status::running, {}));
  CAF_CHECK(first.empty());
  caf::anon_send(router, container_facts{"c001", container(container_status::running, 9s)});
  consume_messages();
  CAF_CHECK_EQUAL(first.size(), 1u);
}

CAF_TEST(an alarm whose facts do not come goes after a quarter of a second) {
  transit(alarm_kind::up, container(container_status::running, {}));
  pass(200ms);
  CAF_CHECK(first.empty());
  pass(100ms);
  CAF_CHECK_EQUAL(first.size(), 1u);
  // And the next that waits has its own time.
  transit(alarm_kind::up, container(container_status::running, {}));
  pass(200ms);
  CAF_CHECK_EQUAL(first.size(), 1u);
  pass(100ms);
  CAF_CHECK_EQUAL(first.size(), 2u);
}

CAF_TEST(a container that is gone holds nothing back) {
  transit(alarm_kind::up, container(container_status::running, {}));
  transit(alarm_kind::down, container(container_status::exited, {}), 0);
  caf::anon_send(router, container_facts{"c001", nullptr});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK(first[1]->kind == alarm_kind::down);
  CAF_REQUIRE_EQUAL(departed.size(), 3u); // each sink is notified
  CAF_CHECK_EQUAL(departed.back(), "c001");
}

CAF_TEST(a sink of incidents is spared what was asked for) {
  model::transition stop;
  stop.time = epoch;
  stop.container = container(container_status::exited, 1s);
  stop.exit_code = 0;
  stop.stop_requested = true;
  caf::anon_send(router, transitions{{stop}});
  consume_messages();
  pass(5s, 500ms);
  transit(alarm_kind::up, container(container_status::running, 9s));
  pass(20s, 500ms);
  CAF_CHECK_EQUAL(first.size(), 2u);
  CAF_CHECK_EQUAL(incidents.size(), 0u);
}

CAF_TEST(the store gets what happened before the sinks and each sink by its number) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_REQUIRE_EQUAL(stored.size(), 1u);
  const auto& alarms = stored[0].alarms;
  CAF_REQUIRE_EQUAL(alarms.size(), 2u);
  CAF_CHECK(alarms[0].shown);
  CAF_CHECK((alarms[0].sinks == std::vector<std::size_t>{0, 1}));
  CAF_CHECK(!alarms[1].shown);
  CAF_CHECK((alarms[1].sinks == std::vector<std::size_t>{2}));
}

CAF_TEST(an alarm found again after a crash has its id and goes out once) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  auto settings = make_settings();
  settings.known_alarms = {first.at(0)->id};
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_CHECK_EQUAL(first.size(), 1u);
  CAF_CHECK_EQUAL(incidents.size(), 1u);
  router = end_with_test(sys.spawn(alarm_router, make_settings()));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK_EQUAL(first[1]->id, first[0]->id);
}

CAF_TEST(a restart of ours remembers what is open) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  caf::anon_send(
      router, connection_event{connection_event::type::unreachable, epoch, epoch + 10s, "gone"});
  consume_messages();
  auto settings = make_settings();
  settings.saved = on_disk();
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::up, container(container_status::running, 9s));
  CAF_CHECK_EQUAL(first.back()->closes, first.at(0)->id);
  caf::anon_send(
      router, connection_event{connection_event::type::unreachable, epoch, epoch + 20s, "gone"});
  caf::anon_send(
      router, connection_event{connection_event::type::reachable, epoch, epoch + 20s, ""});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 4u);
  CAF_CHECK(first[1]->kind == alarm_kind::engine_unreachable);
  CAF_CHECK_EQUAL(first[3]->closes, first[1]->id);
  CAF_CHECK_EQUAL(first[1]->host, "box");
}

CAF_TEST(an engine that is reached in another way is no longer unreachable) {
  auto settings = make_settings();
  settings.engine_url = "unix:///a";
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  caf::anon_send(
      router, connection_event{connection_event::type::unreachable, epoch, epoch + 10s, "gone"});
  consume_messages();
  settings = make_settings();
  settings.engine_url = "tcp://b:2375";
  settings.saved = on_disk();
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  caf::anon_send(
      router, connection_event{connection_event::type::reachable, epoch, epoch + 20s, ""});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK_EQUAL(first[1]->closes, first[0]->id);
}

CAF_TEST(an engine that was always there is not reachable again) {
  caf::anon_send(router, connection_event{connection_event::type::reachable, epoch, epoch, ""});
  consume_messages();
  CAF_CHECK(first.empty());
}

CAF_TEST(what may have been missed is reported as an event) {
  caf::anon_send(
      router, connection_event{connection_event::type::event_gap, epoch, epoch + 10s, "forgot"});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK(first[0]->state == model::alarm_state::event);
  CAF_CHECK_EQUAL(
      describe(*first[0]), "events between 2023-11-14T22:13:20.000Z and "
                           "2023-11-14T22:13:30.000Z may have been missed");
}

CAF_TEST(an alarm of our own is open once and ends) {
  caf::anon_send(router, self_alarm{"store", "disk full"});
  caf::anon_send(router, self_alarm{"store", "disk still full"});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK_EQUAL(first[0]->reason, "store: disk full");
  auto settings = make_settings();
  settings.saved = on_disk();
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  pass(361s, 1s); // it is not reported any more
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK_EQUAL(first[1]->closes, first[0]->id);
}

CAF_TEST(a restart loop goes to every kind of sink) {
  for (int i = 0; i < 3; ++i) {
    const auto started = std::chrono::seconds{i};
    transit(alarm_kind::down, container(container_status::exited, started), 3);
    transit(alarm_kind::up, container(container_status::running, started + 1s));
  }
  CAF_CHECK(first.back()->kind == alarm_kind::restart_loop);
  CAF_CHECK(incidents.back()->kind == alarm_kind::restart_loop);
  CAF_CHECK_EQUAL(incidents.size(), 2u); // the crash that began it, and the loop
}

CAF_TEST(a down brings along the last sample and the last lines where they are wanted) {
  model::row row;
  row.container = container(container_status::running, 1s);
  auto sample = std::make_shared<model::sample>();
  sample->cpu_percent = 97.5;
  row.sample = sample;
  row.sampled_at = epoch;
  latest_snapshot->publish(std::make_shared<const model::snapshot>(
      1, model::engine_status{}, std::vector{std::make_shared<const model::row>(row)}));
  auto settings = make_settings();
  settings.await_logs = true;
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_CHECK(first.empty());
  caf::anon_send(router, container_logs{"c001", {"last words"}});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK(first[0]->reading->cpu_percent == 97.5);
  CAF_CHECK_EQUAL(first[0]->log_lines.at(0), "last words");
}

CAF_TEST(rules decide which sink gets what) {
  auto settings = make_settings();
  settings.rules = *config::parse_rules(
      "[[rule]]\nname = \"web\"\ninclude = [\"name=web\"]\nkinds = [\"down\"]\n"
      "severity = \"Critical\"\nsinks = [\"second\"]\n",
      "rules");
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_CHECK(first.empty());
  CAF_CHECK(incidents.empty());
  CAF_REQUIRE_EQUAL(second.size(), 1u);
  CAF_CHECK(second[0]->severity == model::severity::critical);
  CAF_CHECK_EQUAL(second[0]->rule, "web");
  auto none = std::make_shared<model::rule_set>();
  caf::anon_send(router, new_rules{none});
  consume_messages();
  transit(alarm_kind::up, container(container_status::running, 9s)); // where its down went
  transit(alarm_kind::paused, container(container_status::paused, 9s));
  CAF_CHECK_EQUAL(second.size(), 3u);
  CAF_CHECK_EQUAL(first.size(), 1u);
}

CAF_TEST(a metric beyond its limit is an alarm) {
  auto settings = make_settings();
  settings.rules =
      *config::parse_rules("[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\n", "rules");
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  auto sample = std::make_shared<model::sample>();
  sample->cpu_percent = 97.5;
  model::engine_status engine;
  engine.list_received = true;
  latest_snapshot->publish(std::make_shared<const model::snapshot>(
      1, engine,
      std::vector{std::make_shared<const model::row>(
          model::row{container(container_status::running, 1s), sample, epoch})}));
  pass(2s, 500ms);
  CAF_REQUIRE_EQUAL(first.size(), 1u);
  CAF_CHECK(first[0]->kind == alarm_kind::threshold);
  CAF_CHECK(first[0]->value == 97.5);
  CAF_CHECK_EQUAL(incidents.size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace alarm_router_test
