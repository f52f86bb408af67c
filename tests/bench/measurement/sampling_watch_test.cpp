#define CAF_SUITE bench.sampling_watch
#include "bench/measurement/sampling_watch.hpp"

#include <caf/test/unit_test.hpp>

namespace sampling_watch_test {

using namespace docker_monitor;
using namespace docker_monitor::bench;
using namespace std::chrono_literals;

namespace {

constexpr model::engine_time noon{1'800'000'000s};

/// One container as the API shows it; `memory_at` below 0: together with the sample.
std::string shown(
    const std::string& name, std::chrono::milliseconds at,
    std::chrono::milliseconds memory_at = -1ms, const std::string& source = "cgroup") {
  const auto older = memory_at < 0ms
                         ? std::string{}
                         : R"(,"sampledAt":")" + model::format_rfc3339(noon + memory_at) + '"';
  return R"({"name":")" + name + R"(","source":")" + source + R"(","memory":{"usageBytes":1)"
         + older + R"(},"sampledAt":")" + model::format_rfc3339(noon + at) + R"("})";
}

std::string answer(const std::string& one, const std::string& other) {
  return '[' + one + ',' + other + ']';
}

} // namespace

CAF_TEST(steps between samples give the jitter) {
  sampling_watch watch{1s};
  for (const auto at : {0ms, 1000ms, 2010ms, 2990ms})
    CAF_REQUIRE(watch.take('[' + shown("web", at) + ']', noon + at));
  const auto found = watch.result();
  CAF_CHECK_EQUAL(found.samples, 3u);
  CAF_CHECK_EQUAL(found.missed, 0u);
  CAF_CHECK_EQUAL(found.jitter_p50_ms, 10.0);
  CAF_CHECK_EQUAL(found.jitter_p99_ms, 20.0);
}

CAF_TEST(a snapshot seen twice is no sample) {
  sampling_watch watch{1s};
  const auto text = '[' + shown("web", 0ms) + ']';
  CAF_REQUIRE(watch.take(text, noon));
  CAF_REQUIRE(watch.take(text, noon + 500ms));
  CAF_CHECK_EQUAL(watch.result().samples, 0u);
}

CAF_TEST(a container whose sample is far behind the newest missed a round) {
  sampling_watch watch{1s};
  CAF_REQUIRE(watch.take(answer(shown("a", 0ms), shown("b", 500ms)), noon + 1s));
  CAF_REQUIRE(watch.take(answer(shown("a", 1000ms), shown("b", 1500ms)), noon + 2s));
  CAF_CHECK_EQUAL(watch.result().missed, 0u);
  CAF_REQUIRE(watch.take(answer(shown("a", 1000ms), shown("b", 2600ms)), noon + 3s));
  CAF_CHECK_EQUAL(watch.result().missed, 1u);
}

CAF_TEST(two samples within one snapshot are no missed round) {
  sampling_watch watch{1s};
  CAF_REQUIRE(watch.take(answer(shown("a", 0ms), shown("b", 990ms)), noon + 1s));
  CAF_REQUIRE(watch.take(answer(shown("a", 1000ms), shown("b", 990ms)), noon + 2s));
  CAF_REQUIRE(watch.take(answer(shown("a", 2000ms), shown("b", 2990ms)), noon + 3s));
  const auto found = watch.result();
  CAF_CHECK_EQUAL(found.missed, 0u);
  CAF_CHECK_EQUAL(found.jitter_p99_ms, 0.0);
}

CAF_TEST(when all stand still all miss) {
  sampling_watch watch{1s};
  const auto text = answer(shown("a", 0ms), shown("b", 500ms));
  CAF_REQUIRE(watch.take(text, noon + 1s));
  CAF_REQUIRE(watch.take(text, noon + 2s));
  CAF_CHECK_EQUAL(watch.result().missed, 0u);
  CAF_REQUIRE(watch.take(text, noon + 4s));
  CAF_CHECK_EQUAL(watch.result().missed, 2u);
}

CAF_TEST(memory read with the sample is distinguished from memory read before) {
  sampling_watch watch{1s};
  CAF_REQUIRE(watch.take('[' + shown("web", 0ms) + ']', noon));
  CAF_REQUIRE(watch.take('[' + shown("web", 1000ms, 0ms) + ']', noon + 1s));
  CAF_REQUIRE(watch.take('[' + shown("web", 2000ms, 0ms) + ']', noon + 2s));
  CAF_REQUIRE(watch.take('[' + shown("web", 3000ms) + ']', noon + 3s));
  CAF_REQUIRE(watch.take('[' + shown("web", 4000ms, 4000ms) + ']', noon + 4s));
  CAF_CHECK_EQUAL(watch.result().details_per_sample, 0.5);
}

CAF_TEST(containers read from cgroup files are counted) {
  sampling_watch watch{1s};
  CAF_REQUIRE(watch.take(answer(shown("a", 0ms), shown("b", 0ms, -1ms, "engine")), noon));
  const auto found = watch.result();
  CAF_CHECK_EQUAL(found.containers, 2u);
  CAF_CHECK_EQUAL(found.from_cgroup, 1u);
}

CAF_TEST(what is no list of containers is refused) {
  sampling_watch watch{1s};
  CAF_CHECK(!watch.take("", noon));
  CAF_CHECK(!watch.take("{}", noon));
  CAF_CHECK(!watch.take("[1]", noon));
  CAF_CHECK(watch.take(R"([{"name":"created"}])", noon));
}

} // namespace sampling_watch_test
