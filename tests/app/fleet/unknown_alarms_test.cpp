#define CAF_SUITE app.unknown_alarms
#include "app/fleet/unknown_alarms.hpp"
#include "model/alarm/self_alarms.hpp"

#include <caf/test/unit_test.hpp>

#include <utility>

namespace docker_monitor::app::unknown_alarms_test {

namespace {

bool lost_a(const std::string& host) {
  return host == "a";
}

model::alarm open_down(const std::string& host, const std::string& container) {
  model::alarm alarm;
  alarm.id = "1";
  alarm.container_id = "c1";
  alarm.container_name = container;
  alarm.image = "nginx";
  alarm.host = host;
  alarm.time = *model::parse_rfc3339("2026-11-22T10:00:00Z");
  return alarm;
}

std::string state_of(const model::alarm& alarm) {
  const auto text = with_unknown_state(to_json(alarm), lost_a);
  const std::string_view member = R"("state":")";
  const auto begin = text.find(member) + member.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

} // namespace

CAF_TEST(what is open on a lost host is unknown) {
  CAF_CHECK_EQUAL(state_of(open_down("a", "web")), "unknown");
  CAF_CHECK_EQUAL(state_of(open_down("b", "web")), "open");
  auto engine = open_down("a", "");
  engine.container_id.clear();
  engine.kind = model::alarm_kind::engine_unreachable;
  CAF_CHECK_EQUAL(state_of(engine), "unknown");
}

CAF_TEST(an alarm of our own of a lost host itself is unknown too) {
  for (const auto& [host, state] : {std::pair{"a", "unknown"}, std::pair{"b", "open"}}) {
    auto degraded = model::host_event(
        model::alarm_kind::degraded, host, "sink", *model::parse_rfc3339("2026-11-22T10:00:00Z"));
    degraded.state = model::alarm_state::open;
    CAF_CHECK_EQUAL(state_of(degraded), state);
  }
}

CAF_TEST(what is over stays over) {
  auto closed = open_down("a", "web");
  closed.state = model::alarm_state::closed;
  CAF_CHECK_EQUAL(state_of(closed), "closed");
}

CAF_TEST(what the hub itself knows of a lost host is open) {
  for (const auto kind : {model::alarm_kind::host_lost, model::alarm_kind::duplicate_host}) {
    auto known = model::host_event(kind, "a", "a", *model::parse_rfc3339("2026-11-22T10:00:00Z"));
    known.state = model::alarm_state::open;
    CAF_CHECK_EQUAL(state_of(known), "open");
  }
}

CAF_TEST(names that look like members deceive nobody) {
  const auto odd = open_down("b", R"(x","host":"a","state":"open)");
  CAF_CHECK_EQUAL(state_of(odd), "open");
}

} // namespace docker_monitor::app::unknown_alarms_test
