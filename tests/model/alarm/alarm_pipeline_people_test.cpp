#define CAF_SUITE model.alarm_pipeline_people
#include "tests/model/alarm/pipeline_fixture.hpp"

#include <caf/test/unit_test.hpp>

// What operators and other hosts add to the pipeline: silences, acknowledgements, received alarms.

namespace docker_monitor::model::alarm_pipeline_people_test {

using namespace std::chrono_literals;

namespace {

using fixture = tests::pipeline_fixture;
using tests::noon;

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_pipeline_people_tests, fixture)

CAF_TEST(a silence holds what opens for people and lets endings pass) {
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(incidents(), "down/open");
  silence s;
  s.include = {"name=web"};
  s.begins = now.wall;
  s.ends = now.wall + 1h;
  s.by = "alice";
  const auto added = pipeline.add(s, now.wall);
  CAF_REQUIRE(added);
  take(alarm_kind::up);
  wait(1min);
  CAF_CHECK_EQUAL(incidents(), "up/closed");
  events();
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "");
  restart();
  pipeline.apply_restored(now.wall);
  wait(59min);
  CAF_CHECK_EQUAL(incidents(), "down/open"); // it is over, and the alarm still open
}

CAF_TEST(a silence follows a rename until another container has the former name) {
  silence s;
  s.include = {"name=web"};
  s.begins = now.wall;
  s.ends = now.wall + 1h;
  CAF_REQUIRE(pipeline.add(s, now.wall));
  const auto before = containers.at("c1");
  add("c1", "web-old");
  pipeline.follow({containers.at("c1"), before}, now.wall); // docker rename web web-old
  dispatch();
  restart();
  pipeline.apply_restored(now.wall);
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "");
  add("c2", "web");
  pipeline.follow({containers.at("c2"), nullptr}, now.wall); // a redeploy: it is covered instead
  dispatch();
  wait(1s);
  CAF_CHECK_EQUAL(incidents(), "down/open"); // of web-old
  take(alarm_kind::down, "c2");
  CAF_CHECK_EQUAL(incidents(), "");
}

CAF_TEST(the end of a silence shows what it held) {
  silence s;
  s.include = {"name=web"};
  s.begins = now.wall;
  s.ends = now.wall + 1h;
  const auto added = pipeline.add(s, now.wall);
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(incidents(), "");
  CAF_CHECK(!pipeline.end_silence("x", now.wall));
  CAF_CHECK(pipeline.end_silence(added->id, now.wall));
  dispatch();
  CAF_CHECK_EQUAL(incidents(), "down/open");
}

CAF_TEST(an acknowledged down is over for everybody who sees it) {
  take(alarm_kind::down);
  const auto id = out.at(0).what.alarm.id;
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "down/open");
  CAF_CHECK(!pipeline.acknowledge("x", now.wall));
  CAF_CHECK(pipeline.acknowledge(id, now.wall));
  dispatch();
  CAF_CHECK_EQUAL(incidents(), "down/closed");
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(!out[0].what.decision.every_sink); // one alarm per transition: no sink of events
  CAF_CHECK_EQUAL(out[0].what.alarm.closes, id);
  events();
  CAF_CHECK(!pipeline.acknowledge(id, now.wall));
}

CAF_TEST(an acknowledged alarm that ends by itself stays open) {
  take(alarm_kind::unhealthy);
  const auto id = out.at(0).what.alarm.id;
  events();
  incidents();
  CAF_CHECK(pipeline.acknowledge(id, now.wall));
  dispatch();
  CAF_CHECK(out.empty());
}

CAF_TEST(an alarm ends under the host name it was raised under) {
  pipeline.set_host_name("old");
  take(alarm_kind::down);
  pipeline.set_host_name("new");
  take(alarm_kind::up);
  wait(1min);
  CAF_REQUIRE_EQUAL(out.size(), 4u);
  for (const auto& one : out)
    CAF_CHECK_EQUAL(one.what.alarm.host, "old");
}

CAF_TEST(alarms of other hosts are reported once and nothing follows from them) {
  alarm crash;
  crash.kind = alarm_kind::down;
  crash.cause = down_cause::crashed;
  crash.exit_code = 1;
  crash.container_id = "c1";
  crash.container_name = "web";
  crash.time = now.wall;
  for (int i = 0; i < 5; ++i) {
    crash.id = "crash-" + std::to_string(i);
    crash.host = "host-a";
    pipeline.receive({crash});
    dispatch();
  }
  pipeline.receive({crash});
  dispatch();
  // A crash each, and no restart loop: the host tells of its own.
  CAF_CHECK_EQUAL(
      sent_alarms(audience::events), "down/open down/open down/open down/open down/open");
}

CAF_TEST(containers of one name on two hosts are two to people) {
  alarm crash;
  crash.kind = alarm_kind::down;
  crash.cause = down_cause::crashed;
  crash.exit_code = 1;
  crash.container_name = "web";
  crash.time = now.wall;
  for (const auto* host : {"host-a", "host-b"}) {
    crash.id = crash.container_id = crash.host = host;
    pipeline.receive({crash});
  }
  dispatch();
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "down/open down/open");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::alarm_pipeline_people_test
