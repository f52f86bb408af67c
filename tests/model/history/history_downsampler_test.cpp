#define CAF_SUITE model.history_downsampler
#include "model/history/history_downsampler.hpp"

#include <caf/test/unit_test.hpp>

namespace history_downsampler_test {

using namespace docker_monitor::model;
using namespace std::chrono_literals;

namespace {

constexpr std::chrono::sys_seconds start{1'795'032'000s};

struct fixture {
  history_downsampler bins{10s};

  void
  add(std::chrono::seconds at, std::chrono::seconds length, double least, double mean,
      double most) {
    bins.add(start + at, length, encode_value(least), encode_value(mean), encode_value(most));
  }
  void add(std::chrono::seconds at, double number) { add(at, 1s, number, number, number); }

  std::vector<history_point> points(std::chrono::seconds from = -1h, std::chrono::seconds to = 1h) {
    return bins.line(start + from, start + to).points;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(history_downsampler_tests, fixture)

CAF_TEST(what falls into one step is one point) {
  add(0s, 4);
  add(9s, 8);
  add(10s, 2);
  CAF_CHECK(points() == (std::vector<history_point>{{start, 4, 6, 8}, {start + 10s, 2, 2, 2}}));
  CAF_CHECK_EQUAL(bins.line(start, start).step, 10s);
}

CAF_TEST(a longer time weighs more) {
  add(0s, 1s, 1, 4, 7);
  add(1s, 3s, 2, 8, 16);
  CAF_CHECK(points() == (std::vector<history_point>{{start, 1, 7, 16}}));
}

CAF_TEST(times may come in any order) {
  add(30s, 3);
  add(0s, 1);
  add(20s, 2);
  add(5s, 5);
  add(35s, 5);
  add(20s, 4);
  CAF_CHECK(
      points()
      == (std::vector<history_point>{
          {start, 1, 3, 5}, {start + 20s, 2, 3, 4}, {start + 30s, 3, 4, 5}}));
}

CAF_TEST(what is unknown is no point) {
  const auto known = encode_value(1.0);
  bins.add(start, 1s, unknown_value, known, known);
  bins.add(start, 1s, known, unknown_value, known);
  bins.add(start, 1s, known, known, unknown_value);
  CAF_CHECK(points().empty());
}

CAF_TEST(a line has the points that begin in its time) {
  add(0s, 1);
  add(10s, 2);
  add(20s, 3);
  CAF_CHECK_EQUAL(points(0s, 20s).size(), 2u);
  CAF_CHECK_EQUAL(points(1s, 21s).size(), 2u);
  CAF_CHECK_EQUAL(points(10s, 10s).size(), 0u);
  CAF_CHECK_EQUAL(points(20s, 0s).size(), 0u);
}

CAF_TEST(rows and summaries give the value of their series) {
  history_row row{};
  row.fill(unknown_value);
  row[static_cast<std::size_t>(history_series::memory)] = encode_value(7.0);
  bins.add(start, 5s, row, history_series::cpu);
  CAF_CHECK(points().empty());
  bins.add(start, 5s, row, history_series::memory);
  CAF_CHECK(points() == (std::vector<history_point>{{start, 7, 7, 7}}));
  history_summary summary;
  const auto i = static_cast<std::size_t>(history_series::cpu);
  summary.least[i] = encode_value(1.0);
  summary.average[i] = encode_value(2.0);
  summary.most[i] = encode_value(3.0);
  bins.add(start + 10s, 5s, summary, history_series::cpu);
  CAF_CHECK(points(10s) == (std::vector<history_point>{{start + 10s, 1, 2, 3}}));
}

CAF_TEST(what only the host has is in the columns of its second row) {
  history_row row{};
  row.fill(unknown_value);
  row[column_of(history_series::cpu_waiting)] = encode_value(7.0);
  bins.add(start, 5s, row, history_series::load_one_minute);
  CAF_CHECK(points().empty());
  bins.add(start, 5s, row, history_series::cpu_waiting);
  CAF_CHECK(points() == (std::vector<history_point>{{start, 7, 7, 7}}));
}

CAF_TEST(times are brought down to a grid through the epoch) {
  using std::chrono::sys_seconds;
  CAF_CHECK(aligned(sys_seconds{29s}, 15s) == sys_seconds{15s});
  CAF_CHECK(aligned(sys_seconds{30s}, 15s) == sys_seconds{30s});
  CAF_CHECK(aligned(sys_seconds{-1s}, 15s) == sys_seconds{-15s});
  CAF_CHECK(aligned(sys_seconds{-15s}, 15s) == sys_seconds{-15s});
}

CAF_TEST(steps are brought up to a multiple) {
  CAF_CHECK_EQUAL(rounded_up(0s, 15s), 15s);
  CAF_CHECK_EQUAL(rounded_up(15s, 15s), 15s);
  CAF_CHECK_EQUAL(rounded_up(16s, 15s), 30s);
  CAF_CHECK_EQUAL(rounded_up(30s, 15s), 30s);
  CAF_CHECK_EQUAL(rounded_up(31s, 15s), 45s);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace history_downsampler_test
