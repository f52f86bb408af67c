#define CAF_SUITE simulator.event_log
#include "simulator/api/event_log.hpp"

#include <caf/test/unit_test.hpp>

namespace event_log_test {

using namespace docker_monitor;
using namespace docker_monitor::simulator;
using namespace std::chrono_literals;

namespace {

constexpr model::engine_time noon{1'800'000'000s};

event_ptr event(std::chrono::nanoseconds at, std::string action, std::string type = "container") {
  simulated_event made;
  made.time = noon + at;
  made.action = std::move(action);
  made.type = std::move(type);
  return std::make_shared<const simulated_event>(std::move(made));
}

std::string actions(const std::vector<event_ptr>& events) {
  std::string all;
  for (const auto& e : events)
    all += e->action + ' ';
  return all;
}

bool matches(std::string_view filter, std::string action, std::string type = "container") {
  return event_filter::parse(filter)->matches(*event(0s, std::move(action), std::move(type)));
}

} // namespace

CAF_TEST(since is inclusive to the nanosecond and until ends the replay) {
  event_log log;
  for (int i = 0; i < 4; ++i)
    log.append(event(std::chrono::nanoseconds{i}, std::to_string(i)));
  CAF_CHECK_EQUAL(actions(log.replay(noon + 1ns, {}, {})), "1 2 3 ");
  CAF_CHECK_EQUAL(actions(log.replay(noon + 1ns, noon + 2ns, {})), "1 2 ");
  CAF_CHECK_EQUAL(actions(log.replay({}, noon + 1ns, {})), "0 1 ");
}

CAF_TEST(without since and until nothing is replayed) {
  event_log log;
  log.append(event(0s, "die"));
  CAF_CHECK(log.replay({}, {}, {}).empty());
}

CAF_TEST(the log keeps 256 events) {
  event_log log;
  for (int i = 0; i < 300; ++i)
    log.append(event(std::chrono::seconds{i}, std::to_string(i)));
  const auto all = log.replay(noon, {}, {});
  CAF_CHECK_EQUAL(all.size(), 256u);
  CAF_CHECK_EQUAL(all.front()->action, "44");
}

CAF_TEST(an older event in between hides what lies before it) {
  event_log log;
  log.append(event(10s, "hidden"));
  log.append(event(-3600s, "stepped"));
  log.append(event(20s, "seen"));
  CAF_CHECK_EQUAL(actions(log.replay(noon, {}, {})), "seen ");
}

CAF_TEST(filters of both forms choose events and types) {
  const std::string list = R"({"event":["die","start"],"type":["container"]})";
  CAF_CHECK(matches(list, "die"));
  CAF_CHECK(!matches(list, "stop"));
  CAF_CHECK(!matches(list, "die", "network"));
  CAF_CHECK(matches(R"({"type":{"network":true}})", "connect", "network"));
  CAF_CHECK(!matches(R"({"type":{"network":true}})", "die"));
  CAF_CHECK(matches(R"({"shape":["round"]})", "die"));
}

CAF_TEST(health_status makes all events match by prefix) {
  CAF_CHECK(!matches(R"({"event":["die","exec"]})", "exec_die"));
  const std::string with_health = R"({"event":["health_status","exec"]})";
  CAF_CHECK(matches(with_health, "health_status: healthy"));
  CAF_CHECK(matches(with_health, "exec_die"));
}

CAF_TEST(what is no filter is refused) {
  for (const auto* text : {"nonsense", "[]", R"({"event":"die"})", R"({"event":[1]})"})
    CAF_CHECK(!event_filter::parse(text));
}

} // namespace event_log_test
