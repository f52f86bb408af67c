#define CAF_SUITE simulator.load_curve
#include "simulator/container/load_curve.hpp"

#include <caf/test/unit_test.hpp>

#include <algorithm>

namespace load_curve_test {

using namespace docker_monitor::simulator;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t limit = 256 * std::uint64_t{1024} * 1024;
constexpr auto characters = {
    character::idle, character::steady, character::busy, character::batch, character::leaking};

} // namespace

CAF_TEST(no counter steps back and CPU always grows) {
  for (const auto kind : characters)
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
      const load_curve curve{kind, limit, 2, seed};
      usage before;
      // Steps of a millisecond where doubles are coarsest, after a month, and longer ones early.
      for (const auto& [from, step] : {std::pair{0s, 37ms}, {2'600'000s, 1ms}}) {
        before = curve.at(from);
        for (int i = 1; i < 2000; ++i) {
          const auto now = curve.at(from + i * step);
          CAF_REQUIRE(now.cpu_ns > before.cpu_ns);
          CAF_REQUIRE(now.cpu_kernel_ns >= before.cpu_kernel_ns);
          CAF_REQUIRE(now.received_bytes >= before.received_bytes);
          CAF_REQUIRE(now.sent_bytes >= before.sent_bytes);
          CAF_REQUIRE(now.read_bytes >= before.read_bytes);
          CAF_REQUIRE(now.written_bytes >= before.written_bytes);
          before = now;
        }
      }
    }
}

CAF_TEST(CPU and memory stay within their limits) {
  for (const auto kind : characters)
    for (std::uint64_t seed = 1; seed < 50; ++seed) {
      const load_curve curve{kind, limit, 0.5, seed};
      for (auto at = 5s; at < 2h; at += 17s) {
        const auto now = curve.at(at);
        CAF_REQUIRE(now.memory_bytes() <= limit);
        CAF_REQUIRE(now.cpu_ns - curve.at(at - 1s).cpu_ns <= 510'000'000);
      }
    }
}

CAF_TEST(a batch container works in pulses) {
  const load_curve curve{character::batch, limit, 2, 3};
  std::uint64_t least = UINT64_MAX;
  std::uint64_t most = 0;
  for (auto at = 60s; at < 15min; at += 1s) {
    const auto used = curve.at(at + 1s).cpu_ns - curve.at(at).cpu_ns;
    least = std::min(least, used);
    most = std::max(most, used);
  }
  CAF_CHECK(least < 10'000'000);
  CAF_CHECK(most > 500'000'000);
}

CAF_TEST(a leaking container is full when it says) {
  const load_curve curve{character::leaking, limit, 2, 3};
  const auto full = curve.full_after();
  CAF_CHECK(full > 2min);
  CAF_CHECK(curve.at(full / 2).memory_bytes() < limit * 8 / 10);
  CAF_CHECK(curve.at(full).memory_bytes() > limit * 9 / 10);
  CAF_CHECK_EQUAL((load_curve{character::busy, limit, 2, 3}.full_after().count()), 0);
}

} // namespace load_curve_test
