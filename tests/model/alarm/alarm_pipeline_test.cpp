#define CAF_SUITE model.alarm_pipeline
#include "tests/model/alarm/pipeline_fixture.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::alarm_pipeline_test {

using namespace std::chrono_literals;

namespace {

using fixture = tests::pipeline_fixture;
using tests::noon;
using tests::two_sinks;

constexpr auto cpu_rule = "[[rule]]\nname = \"cpu\"\nwhen = \"cpu.percent > 90\"\n";

} // namespace

CAF_TEST_FIXTURE_SCOPE(alarm_pipeline_tests, fixture)

CAF_TEST(a crash goes to both audiences and its end to incidents after it has settled) {
  take(alarm_kind::down);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[0].what.container == containers["c1"]);
  CAF_CHECK(out[0].what.decision.sinks == sink_numbers{0});
  CAF_CHECK(out[1].what.decision.sinks == sink_numbers{1});
  CAF_CHECK_EQUAL(out[0].what.alarm.id, out[1].what.alarm.id);
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "down/open");
  take(alarm_kind::up);
  CAF_CHECK_EQUAL(events(), "up/closed");
  CAF_CHECK_EQUAL(incidents(), "");
  wait(9s);
  CAF_CHECK_EQUAL(events(), "");
  CAF_CHECK_EQUAL(incidents(), "up/closed");
}

CAF_TEST(the alarm comes first and then what follows from it) {
  crash_loop();
  CAF_CHECK_EQUAL(
      events(), "down/open up/closed down/open up/closed down/open up/closed restart-loop/open");
  CAF_CHECK_EQUAL(incidents(), "down/open restart-loop/open");
  wait(5min);
  CAF_CHECK_EQUAL(events(), "restart-loop/closed");
  CAF_CHECK_EQUAL(incidents(), "restart-loop/closed");
}

CAF_TEST(nothing is handed on twice) {
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(out.size(), 2u);
  dispatch();
  CAF_CHECK_EQUAL(out.size(), 2u);
  pipeline.forget("c1");
  dispatch();
  dispatch();
  CAF_CHECK_EQUAL(gone.size(), 1u);
}

CAF_TEST(a down has the last sample) {
  model::sample s;
  s.cpu_percent = 12.5;
  s.memory_percent = 50;
  s.now.memory_usage_bytes = 500;
  s.now.memory_limit_bytes = 1000;
  row r;
  r.container = containers["c1"];
  r.sampled_at = noon - 2s;
  pipeline.take(made(alarm_kind::down), &r, now.steady); // it has no sample
  r.sample = std::make_shared<const model::sample>(s);
  pipeline.take(made(alarm_kind::up), &r, now.steady);
  pipeline.take(made(alarm_kind::down), &r, now.steady);
  dispatch();
  CAF_REQUIRE(out.size() >= 3);
  CAF_CHECK(!out[0].what.alarm.reading);
  CAF_CHECK(!out[1].what.alarm.reading);
  const auto& reading = out[2].what.alarm.reading;
  CAF_REQUIRE(reading.has_value());
  CAF_CHECK(reading->sampled_at == noon - 2s);
  CAF_CHECK_EQUAL(reading->cpu_percent, 12.5);
  CAF_CHECK_EQUAL(reading->memory_percent, 50.0);
  CAF_CHECK_EQUAL(reading->memory_usage_bytes, 500u);
  CAF_CHECK_EQUAL(reading->memory_limit_bytes, 1000u);
}

CAF_TEST(an alarm waits for facts and for log lines) {
  pipeline = alarm_pipeline{rules, two_sinks, true};
  pipeline.take(made(alarm_kind::down), nullptr, now.steady);
  dispatch();
  CAF_CHECK(out.empty());
  CAF_CHECK(pipeline.waits_for("c1"));
  CAF_CHECK(pipeline.next_deadline() == now.steady + 250ms);
  pipeline.learn_logs("c1", {"bye"});
  CAF_CHECK(!pipeline.waits_for("c1"));
  dispatch();
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK_EQUAL(out[0].what.alarm.log_lines.size(), 1u);
  add("c2", "db").started_at.reset();
  pipeline.take(made(alarm_kind::up, "c2"), nullptr, now.steady);
  CAF_CHECK(pipeline.waits_for("c2"));
  container facts = *containers["c2"];
  facts.started_at = now.wall;
  pipeline.learn(facts);
  CAF_CHECK(!pipeline.waits_for("c2"));
  CAF_CHECK(!pipeline.next_deadline());
}

CAF_TEST(a threshold opens and ends) {
  use(cpu_rule);
  sample(50);
  CAF_CHECK(out.empty());
  sample(95);
  CAF_CHECK_EQUAL(events(), "threshold/open");
  CAF_CHECK_EQUAL(incidents(), "threshold/open");
  sample(10);
  CAF_CHECK_EQUAL(events(), "threshold/closed");
  CAF_CHECK_EQUAL(incidents(), "threshold/closed");
}

CAF_TEST(a muted alarm goes to no audience) {
  use("[[rule]]\nname = \"quiet\"\ninclude = [\"name=web\"]\nmute = true\n");
  take(alarm_kind::down);
  CAF_CHECK(out.empty());
  add("c2", "db");
  take(alarm_kind::down, "c2");
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "down/open");
}

CAF_TEST(a rule gives the severity) {
  use("[[rule]]\nname = \"mild\"\nseverity = \"Minor\"\n");
  take(alarm_kind::down);
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  for (const auto& one : out) {
    CAF_CHECK(one.what.alarm.severity == severity::minor);
    CAF_CHECK_EQUAL(one.what.alarm.rule, "mild");
  }
}

CAF_TEST(other rules hold from then on for every part) {
  rules = config::parse_rules(cpu_rule, "test").value();
  pipeline.replace(rules, now.wall);
  sample(95);
  CAF_CHECK_EQUAL(events(), "threshold/open");
  rules =
      config::parse_rules(
          "[[maintenance]]\nname = \"day\"\ndays = [\"sat\"]\nfrom = \"11:00\"\nto = \"13:00\"\n",
          "test")
          .value();
  pipeline.replace(rules, now.wall);
  incidents();
  sample(95);
  CAF_CHECK_EQUAL(events(), "threshold/closed");
  incidents();
  take(alarm_kind::down);
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), ""); // maintenance
  wait(1h);
  CAF_CHECK_EQUAL(incidents(), "down/open");
}

CAF_TEST(a container that goes ends its loop and its incidents) {
  crash_loop();
  events();
  incidents();
  pipeline.forget("c1");
  containers.clear();
  dispatch();
  CAF_CHECK_EQUAL(gone.size(), 1u);
  CAF_CHECK_EQUAL(events(), "restart-loop/closed");
  CAF_CHECK_EQUAL(incidents(), "restart-loop/closed");
  add("c2", "db");
  take(alarm_kind::down, "c2");
  pipeline.forget("c2");
  CAF_CHECK_EQUAL(incidents(), "down/open");
  wait(1s);
  wait(10s);
  CAF_CHECK_EQUAL(events(), "down/open");
  CAF_CHECK_EQUAL(incidents(), "down/closed");
}

CAF_TEST(alarms about the engine go the same way) {
  alarm a;
  a.kind = alarm_kind::engine_unreachable;
  a.id = "e1";
  a.host = "h";
  pipeline.add({a});
  dispatch();
  CAF_REQUIRE_EQUAL(out.size(), 2u);
  CAF_CHECK(out[0].what.container == nullptr);
  CAF_CHECK_EQUAL(events(), "engine-unreachable/open");
  CAF_CHECK_EQUAL(incidents(), "engine-unreachable/open");
}

CAF_TEST(an incident that waits is due when the engine was back for a while) {
  take(alarm_kind::down, "c1", 0);
  pipeline.engine_left();
  wait(60s);
  CAF_CHECK_EQUAL(incidents(), "");
  pipeline.engine_back(now.steady);
  wait(29s);
  CAF_CHECK_EQUAL(incidents(), "");
  wait(1s);
  CAF_CHECK_EQUAL(incidents(), "down/event");
}

CAF_TEST(an alarm of an earlier run is nothing new and nothing follows from it) {
  auto known = made(alarm_kind::down);
  pipeline.know({alarm_id("c1", known.time, alarm_kind::down, 0)});
  pipeline.take(known, nullptr, now.steady);
  dispatch();
  CAF_CHECK(out.empty());
  take(alarm_kind::up);
  CAF_CHECK_EQUAL(incidents(), "");
  CAF_CHECK_EQUAL(events(), "up/closed");
}

CAF_TEST(every part goes on after a restart of ours) {
  use(std::string{cpu_rule} + "[[rule]]\nname = \"cool\"\ncooldown = \"10m\"\n");
  sample(95);   // a threshold is open
  crash_loop(); // a loop is open
  take(alarm_kind::paused);
  events();
  incidents();
  save();
  CAF_CHECK_EQUAL(
      saved_areas(), (std::set<std::string>{
                         "folding", "gate", "host", "restarts", "story", "threshold", "verdict"}));
  restart();
  save();
  take(alarm_kind::unpaused);
  CAF_CHECK_EQUAL(events(), "unpaused/closed");
  sample(10);
  CAF_CHECK_EQUAL(events(), "threshold/closed");
  CAF_CHECK_EQUAL(incidents(), "threshold/closed");
  wait(5min);
  CAF_CHECK_EQUAL(events(), "restart-loop/closed");
  CAF_CHECK_EQUAL(incidents(), "restart-loop/closed");
}

CAF_TEST(everything can be saved once more after a loss) {
  use(std::string{cpu_rule} + "[[rule]]\nname = \"cool\"\ncooldown = \"10m\"\n");
  sample(95);
  crash_loop();
  save();
  const auto first = saved;
  saved.clear();
  save();
  CAF_CHECK(saved.empty());
  pipeline.forget_saved();
  save();
  CAF_CHECK(saved == first);
}

CAF_TEST(a state of another area is not taken and a malformed one is refused) {
  const auto foreign = pipeline.restore({"container", "c1", "{}"}, now.steady);
  CAF_REQUIRE(foreign.has_value());
  CAF_CHECK(!*foreign);
  for (const std::string area :
       {"folding", "gate", "host", "restarts", "story", "threshold", "verdict"}) {
    const auto broken = pipeline.restore({area, "c1 cpu", "["}, now.steady);
    CAF_REQUIRE(!broken.has_value());
    CAF_CHECK(broken.error().code == failure_code::malformed);
  }
}

CAF_TEST(what is adopted is shown and sent to nobody) {
  add("c2", "db");
  add("c3", "job");
  const std::pair<const char*, alarm_kind> self_alarms[] = {
      {"c1", alarm_kind::down}, {"c2", alarm_kind::unhealthy}, {"c3", alarm_kind::paused}};
  for (const auto& [id, kind] : self_alarms) {
    auto found = made(kind, id);
    found.origin = alarm_origin::adopted;
    pipeline.take(found, nullptr, now.steady);
    dispatch();
  }
  wait(1min);
  CAF_REQUIRE_EQUAL(out.size(), 3u);
  for (const auto& one : out) {
    CAF_CHECK(one.audience == audience::events);
    CAF_CHECK(!one.what.decision.every_sink);
    CAF_CHECK(one.what.decision.sinks.empty());
    CAF_CHECK(one.what.alarm.state == alarm_state::open);
  }
  out.clear();
  take(alarm_kind::up);
  wait(1min);
  CAF_REQUIRE_EQUAL(out.size(), 1u); // to people nothing was open
  CAF_CHECK(out[0].what.decision.every_sink);
  CAF_CHECK(!out[0].what.alarm.closes.empty());
}

CAF_TEST(a takeover waits for the last alarm of the predecessor) {
  auto& successor = add("c2", "web.1.b");
  successor.identity = "web";
  auto down = made(alarm_kind::down);
  down.stop_possible = true;
  pipeline.take(down, nullptr, now.steady);
  pipeline.succeed({"c1", "web.1.b", containers.at("c2"), now.wall});
  dispatch();
  CAF_CHECK(gone.empty());
  pipeline.learn_stop("c1");
  dispatch();
  CAF_REQUIRE_EQUAL(gone.size(), 1u);
  CAF_CHECK_EQUAL(gone[0], "c1");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(audience::events), "down/open");
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "");
}

CAF_TEST(what was open under an own identity ends under the one that became free) {
  auto& own = add("c2", "web.1.b");
  own.identity = "web.1.b";
  take(alarm_kind::down, "c2");
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "down/open");
  auto renamed = std::make_shared<container>(own);
  renamed->identity = "web";
  containers["c2"] = renamed;
  pipeline.succeed({"", "web.1.b", renamed, now.wall});
  take(alarm_kind::up, "c2");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "up/closed");
  CAF_CHECK(gone.empty());
}

CAF_TEST(a down that the stopping engine caused is amended and reported as such) {
  auto down = made(alarm_kind::down);
  down.stop_requested = true;
  pipeline.take(down, nullptr, now.steady);
  dispatch();
  out.clear();
  pipeline.engine_left({"c1"});
  dispatch();
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK(out[0].is_update);
  CAF_CHECK(!out[0].what.decision.every_sink);
  CAF_CHECK(out[0].what.alarm.cause == down_cause::engine);
  out.clear();
  pipeline.engine_back(now.steady);
  wait(30s);
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "down/open");
}

CAF_TEST(a cooldown goes along with a takeover) {
  use("[[rule]]\nname = 'a'\ncooldown = '1h'\n");
  auto& successor = add("c2", "web.1.b");
  successor.identity = "web.1.b";
  take(alarm_kind::down, "c2");
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "down/open");
  auto renamed = std::make_shared<container>(successor);
  renamed->identity = "web";
  containers["c2"] = renamed;
  pipeline.succeed({"c1", "web.1.b", renamed, now.wall});
  dispatch();
  take(alarm_kind::up, "c2");
  wait(1min);
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "up/closed");
  take(alarm_kind::down, "c2");
  CAF_CHECK_EQUAL(sent_alarms(audience::incidents), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::alarm_pipeline_test
