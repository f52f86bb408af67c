#define CAF_SUITE model.series_tracker
#include "model/remote_write/series_tracker.hpp"

#include <caf/test/unit_test.hpp>

#include <initializer_list>
#include <set>

namespace docker_monitor::model::series_tracker_test {

namespace {

struct fixture {
  series_tracker tracker;

  /// Ends a round with these series and returns those that vanished.
  std::set<std::string> round(std::initializer_list<std::string_view> series) {
    for (const auto labels : series)
      tracker.add(labels);
    std::set<std::string> vanished;
    tracker.end_round([&](std::string_view labels) { vanished.emplace(labels); });
    return vanished;
  }
};

using names = std::set<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(series_tracker_tests, fixture)

CAF_TEST(nothing vanishes in the first round) {
  CAF_CHECK(round({"a", "b"}).empty());
}

CAF_TEST(a series vanishes once) {
  round({"a", "b", "c"});
  const auto gone = round({"c", "a"});
  CAF_CHECK(gone == names{"b"});
  CAF_CHECK(round({"a", "c"}).empty());
}

CAF_TEST(a series that comes back vanishes again) {
  round({"a", "b"});
  CAF_CHECK(round({"a"}) == names{"b"});
  CAF_CHECK(round({"a", "b"}).empty());
  CAF_CHECK(round({"a"}) == names{"b"});
}

CAF_TEST(all can vanish) {
  round({"a", "b"});
  const auto gone = round({});
  CAF_CHECK_EQUAL(gone.size(), 2u);
  CAF_CHECK(round({}).empty());
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::series_tracker_test
