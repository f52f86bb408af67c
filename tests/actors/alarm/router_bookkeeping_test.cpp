#define CAF_SUITE actors.router_bookkeeping
#include "config/rule_file.hpp"
#include "tests/actors/alarm/router_fixture.hpp"

namespace router_bookkeeping_test {

using namespace docker_monitor;
using namespace docker_monitor::actors;
using namespace std::chrono_literals;

namespace {

const auto epoch = tests::router_epoch;
struct fixture : tests::router_fixture {};
using model::alarm_kind;
using model::container_status;

} // namespace

CAF_TEST_FIXTURE_SCOPE(router_bookkeeping_tests, fixture)

CAF_TEST(the state of a container is kept with its alarm and not before) {
  transitions message;
  model::transition up;
  up.kind = alarm_kind::up;
  up.time = epoch;
  up.container = container(container_status::running, {});
  message.list = {up};
  message.states = {{"container", "c001", "running"}};
  message.cursor = {{"listener", "cursor", "7"}};
  caf::anon_send(router, message);
  consume_messages();
  for (const auto& early : stored) { // the name of the host
    CAF_CHECK(early.alarms.empty());
    for (const auto& state : early.states)
      CAF_CHECK_EQUAL(state.area, "host");
  }
  stored.clear();
  pass(300ms);
  CAF_REQUIRE_EQUAL(stored.size(), 1u);
  CAF_CHECK_EQUAL(stored[0].alarms.size(), 1u);
  CAF_REQUIRE(stored[0].states.size() >= 2);
  CAF_CHECK_EQUAL(stored[0].states[0].text, "running");
  CAF_CHECK_EQUAL(stored[0].states[1].text, "7");
}

CAF_TEST(a store that lost everything gets everything) {
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  const auto before = on_disk();
  stored.clear();
  caf::anon_send(router, saved_lost{});
  consume_messages();
  CAF_CHECK_EQUAL(on_disk().size(), before.size() + 1); // and the name of the host
}

CAF_TEST(what no recording could make again is recorded) {
  std::vector<model::record> made;
  auto settings = make_settings();
  settings.record = [&](const model::record& r) { made.push_back(r); };
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  CAF_CHECK(made.empty());
  caf::anon_send(router, self_alarm{"store", "disk full"});
  consume_messages();
  CAF_REQUIRE_EQUAL(made.size(), 1u);
  CAF_CHECK(std::holds_alternative<model::recorded_alarm>(made[0].what));
  auto sample = std::make_shared<model::sample>();
  const auto publish = [&](std::uint64_t round) {
    latest_snapshot->publish(std::make_shared<const model::snapshot>(
        round, model::engine_status{},
        std::vector{std::make_shared<const model::row>(
            model::row{container(container_status::running, 1s), sample, epoch})}));
  };
  publish(7);
  pass(3s, 500ms); // a round is recorded once
  CAF_REQUIRE_EQUAL(made.size(), 2u);
  CAF_CHECK(std::holds_alternative<model::recorded_samples>(made[1].what));
  publish(8);
  pass(1s, 500ms);
  CAF_CHECK_EQUAL(made.size(), 3u);
}

CAF_TEST(an alarm of our own ends when it is said to be over) {
  caf::anon_send(router, self_alarm{"store", "disk full"});
  caf::anon_send(router, self_alarm{"store", ""});
  caf::anon_send(router, self_alarm{"store", ""});
  consume_messages();
  CAF_REQUIRE_EQUAL(first.size(), 2u);
  CAF_CHECK(first[1]->state == model::alarm_state::closed);
  CAF_CHECK_EQUAL(first[1]->closes, first[0]->id);
}

CAF_TEST(incidents wait while the engine is away) {
  caf::anon_send(router, connection_event{connection_event::type::away, epoch, epoch, ""});
  model::transition stop;
  stop.time = epoch;
  stop.container = container(container_status::exited, 1s);
  stop.exit_code = 0;
  stop.engine_gone = true;
  caf::anon_send(router, transitions{{stop}});
  consume_messages();
  pass(60s, 1s);
  CAF_CHECK(incidents.empty());
  caf::anon_send(router, connection_event{connection_event::type::reachable, epoch, epoch, ""});
  consume_messages();
  pass(29s, 1s);
  CAF_CHECK(incidents.empty());
  pass(2s, 1s);
  CAF_CHECK_EQUAL(incidents.size(), 1u);
}

CAF_TEST(the cursor is kept when nothing waits any more) {
  transitions message;
  model::transition up;
  up.kind = alarm_kind::up;
  up.time = epoch;
  up.container = container(container_status::running, {});
  message.list = {up};
  message.states = {{"container", "c001", "running"}, {"container", "c002", "exited"}};
  message.cursor = {{"listener", "cursor", "7"}};
  caf::anon_send(router, message);
  consume_messages();
  CAF_REQUIRE_EQUAL(stored.size(), 1u); // of the one that waits for nothing
  CAF_REQUIRE_EQUAL(stored[0].states.size(), 1u);
  CAF_CHECK_EQUAL(stored[0].states[0].key, "c002");
  pass(300ms);
  CAF_REQUIRE_EQUAL(stored.size(), 2u);
  CAF_CHECK_EQUAL(stored[1].states[1].text, "7");
}

CAF_TEST(the store is notified of containers that are gone and of nothing where nothing is) {
  pass(3s, 500ms);
  CAF_CHECK(stored.empty());
  caf::anon_send(router, container_facts{"c001", nullptr});
  consume_messages();
  CAF_REQUIRE_EQUAL(stored.size(), 1u);
  CAF_REQUIRE_EQUAL(stored[0].gone.size(), 1u);
  CAF_CHECK_EQUAL(stored[0].gone[0], "c001");
}

CAF_TEST(rules look at the container that the samples know) {
  auto c = *container(container_status::running, 1s);
  c.labels = {{"team", "a"}};
  latest_snapshot->publish(std::make_shared<const model::snapshot>(
      1, model::engine_status{},
      std::vector{std::make_shared<const model::row>(
          model::row{std::make_shared<const model::container>(c), nullptr, epoch})}));
  model::alarm open;
  open.kind = alarm_kind::restart_loop;
  open.container_id = "c001";
  open.container_name = "web";
  auto settings = make_settings();
  settings.rules = *config::parse_rules(
      "[[rule]]\nname = \"a\"\ninclude = [\"label=team\"]\nmute = true\n", "r");
  model::crash_loop_detector watch;
  std::vector<model::alarm> made;
  for (int i = 0; i < 3; ++i) {
    model::alarm down = open;
    down.kind = alarm_kind::down;
    down.time = epoch;
    watch.take(down, {}, made);
    down.kind = alarm_kind::up;
    watch.take(down, {}, made);
  }
  settings.saved = watch.take_unsaved();
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  pass(301s, 1s); // the loop ends; nothing else has happened to the container
  CAF_CHECK(first.empty());
}

CAF_TEST(a sink without samples and store is enough) {
  alarm_router_deps settings;
  settings.sinks = {make_sink("first", first)};
  settings.wall_clock = [] { return epoch; };
  router = end_with_test(sys.spawn(alarm_router, std::move(settings)));
  transit(alarm_kind::down, container(container_status::exited, 1s), 3);
  pass(3s, 500ms);
  CAF_CHECK_EQUAL(first.size(), 1u);
  CAF_CHECK(stored.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace router_bookkeeping_test
