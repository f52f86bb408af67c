#define CAF_SUITE sinks.state_table
#include "sinks/mqtt/state_table.hpp"
#include "tests/sinks/alarms.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

namespace state_table_test {

using namespace docker_monitor;
using namespace docker_monitor::sinks;
using namespace docker_monitor::sinks::test;
using nlohmann::json;

namespace {

struct table {
  state_table states;

  json take(const model::alarm& alarm) { return json::parse(states.take(alarm).text); }
};

model::alarm closing(const std::string& id, const std::string& closes) {
  auto alarm = *make_alarm(id, "web", alarm_kind::up, closes);
  alarm.state = model::alarm_state::closed;
  alarm.severity = model::severity::clear;
  return alarm;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(state_table_tests, table)

CAF_TEST(a state is the gravest of what is open) {
  const auto down = take(*make_alarm("1", "web"));
  CAF_CHECK_EQUAL(
      down, json(
                {{"container", "web"},
                 {"state", "down"},
                 {"severity", "Major"},
                 {"since", "2026-11-18T11:06:40.000Z"},
                 {"description", "container went down"},
                 {"alarm", "1"},
                 {"open", 1}}));
  auto loop = *make_alarm("2", "web", alarm_kind::restart_loop);
  loop.severity = model::severity::critical;
  CAF_CHECK_EQUAL(take(loop).at("state").get<std::string>(), "restart-loop");
  CAF_CHECK_EQUAL(take(closing("3", "2")).at("state").get<std::string>(), "down");
  const auto fine = take(closing("4", "1"));
  CAF_CHECK_EQUAL(fine.at("state").get<std::string>(), "ok");
  CAF_CHECK_EQUAL(fine.at("severity").get<std::string>(), "Clear");
  CAF_CHECK_EQUAL(states.all().size(), 1u);
}

CAF_TEST(what a renamed container ends ends under its former name) {
  take(*make_alarm("1", "alpha"));
  auto loop = *make_alarm("2", "beta", alarm_kind::restart_loop, "1");
  const auto ended = states.end_elsewhere(loop);
  CAF_REQUIRE_EQUAL(ended.size(), 1u);
  CAF_CHECK_EQUAL(ended[0].topic, "state/alpha");
  CAF_CHECK_EQUAL(json::parse(ended[0].text).at("state").get<std::string>(), "ok");
  CAF_CHECK(states.end_elsewhere(loop).empty());
  CAF_CHECK_EQUAL(take(loop).at("state").get<std::string>(), "restart-loop");
  CAF_CHECK(states.end_elsewhere(closing("3", "")).empty());
}

CAF_TEST(an alarm taken twice is open once) {
  take(*make_alarm("1", "web"));
  CAF_CHECK_EQUAL(take(*make_alarm("1", "web")).at("open").get<int>(), 1);
  CAF_CHECK_EQUAL(take(closing("2", "1")).at("state").get<std::string>(), "ok");
}

CAF_TEST(names become one level of a topic) {
  CAF_CHECK_EQUAL(states.take(*make_alarm("1", "a/b+c#")).topic, "state/a_b_c_");
  model::alarm alarm;
  alarm.kind = alarm_kind::engine_unreachable;
  alarm.host = "node/1";
  CAF_CHECK_EQUAL(states.take(alarm).topic, "host/node_1");
  alarm.kind = alarm_kind::heartbeat;
  CAF_CHECK_EQUAL(states.take(alarm).topic, "");
}

CAF_TEST(a state is valid text whatever the names are) {
  const auto state = states.take(*make_alarm("1", "a\xe2\u009b\n"));
  CAF_CHECK_EQUAL(state.topic, "state/a____");
  CAF_CHECK(state.text.starts_with("{\"container\":\"a\uFFFD\\u009b\\n\","));
}

CAF_TEST(a container that is no more has no state) {
  take(*make_alarm("1", "web"));
  take(*make_alarm("2", "other"));
  const auto forgotten = states.forget(std::vector<std::string>{"web"});
  CAF_REQUIRE_EQUAL(forgotten.size(), 1u);
  CAF_CHECK_EQUAL(forgotten[0].topic, "state/web");
  CAF_CHECK(forgotten[0].text.empty());
  CAF_CHECK_EQUAL(states.all().size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace state_table_test
