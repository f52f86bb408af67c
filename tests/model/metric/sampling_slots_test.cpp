#define CAF_SUITE model.sampling_slots
#include "model/metric/sampling_slots.hpp"

#include <caf/test/unit_test.hpp>

namespace sampling_slots_test {

using docker_monitor::model::sampling_slots;
using namespace std::chrono_literals;

CAF_TEST(few containers are one slot) {
  CAF_CHECK_EQUAL(sampling_slots(0, 1s), 1u);
  CAF_CHECK_EQUAL(sampling_slots(499, 1s), 1u);
}

CAF_TEST(slots have 250 containers) {
  CAF_CHECK_EQUAL(sampling_slots(1000, 1s), 4u);
  CAF_CHECK_EQUAL(sampling_slots(10'000, 5s), 40u);
}

CAF_TEST(slots are a tenth of a second apart however many there would be) {
  CAF_CHECK_EQUAL(sampling_slots(10'000, 1s), 10u);
  CAF_CHECK_EQUAL(sampling_slots(10'000, 50ms), 1u);
}

} // namespace sampling_slots_test
