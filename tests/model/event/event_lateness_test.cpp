#define CAF_SUITE model.event_lateness
#include "model/event/event_lateness.hpp"

#include <caf/test/unit_test.hpp>

namespace event_lateness_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

CAF_TEST(so many late events in a row raise a suspicion once) {
  event_lateness lateness;
  for (std::size_t i = 1; i < event_lateness::engine_queue; ++i)
    CAF_CHECK(!lateness.take(200ms, true));
  CAF_CHECK(!lateness.take_suspicion());
  CAF_CHECK(lateness.take(200ms, true));
  CAF_CHECK(!lateness.take(200ms, true));
  CAF_CHECK(lateness.take_suspicion());
  CAF_CHECK(!lateness.take_suspicion());
}

CAF_TEST(an event in time or replayed or of another clock begins a new row) {
  for (const auto& [age, is_live] :
       {std::pair{50ms, true}, std::pair{200ms, false}, std::pair{600'000ms, true}}) {
    event_lateness lateness;
    for (std::size_t i = 1; i < event_lateness::engine_queue; ++i)
      lateness.take(200ms, true);
    CAF_CHECK(!lateness.take(age, is_live));
    CAF_CHECK(!lateness.take(200ms, true));
  }
}

} // namespace event_lateness_test
