#define CAF_SUITE sinks.backoff
#include "sinks/delivery/backoff.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace backoff_test {

using namespace docker_monitor::sinks;
using namespace std::chrono_literals;

CAF_TEST(delays are random parts of a limit that doubles up to the cap) {
  auto longest = 0ms;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    backoff retry{500ms, 4s, seed};
    for (const auto limit : {500ms, 1000ms, 2000ms, 4000ms, 4000ms, 4000ms}) {
      const auto delay = retry.next();
      CAF_REQUIRE(delay >= 1ms);
      CAF_REQUIRE(delay <= limit);
      longest = std::max(longest, delay);
    }
  }
  CAF_CHECK(longest > 3900ms);
}

CAF_TEST(a success starts over) {
  backoff retry{500ms, 300s, 7};
  for (int i = 0; i < 20; ++i)
    retry.next();
  retry.reset();
  CAF_CHECK(retry.next() <= 500ms);
}

} // namespace backoff_test
