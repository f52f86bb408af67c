#define CAF_SUITE model.seen_events
#include "model/event/seen_events.hpp"

#include <caf/test/unit_test.hpp>

namespace seen_events_test {

using namespace docker_monitor::model;

namespace {

event make(const std::string& id, event_action action, std::int64_t ns) {
  event e;
  e.container_id = id;
  e.action = action;
  e.time = engine_time{std::chrono::nanoseconds{ns}};
  return e;
}

} // namespace

CAF_TEST(an event is new once) {
  seen_events seen;
  CAF_CHECK(seen.insert(make("a", event_action::die, 1)));
  CAF_CHECK(!seen.insert(make("a", event_action::die, 1)));
}

CAF_TEST(another container or action or time is another event) {
  seen_events seen;
  seen.insert(make("a", event_action::die, 1));
  CAF_CHECK(seen.insert(make("b", event_action::die, 1)));
  CAF_CHECK(seen.insert(make("a", event_action::stop, 1)));
  CAF_CHECK(seen.insert(make("a", event_action::die, 2)));
}

CAF_TEST(what came last is kept and the oldest forgotten) {
  seen_events seen;
  for (std::int64_t i = 0; i <= 40'000; ++i)
    CAF_CHECK(seen.insert(make("a", event_action::die, i)));
  CAF_CHECK(!seen.insert(make("a", event_action::die, 1)));
  CAF_CHECK(seen.insert(make("a", event_action::die, 0)));
}

} // namespace seen_events_test
