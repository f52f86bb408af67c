#define CAF_SUITE model.write_round
#include "model/remote_write/write_round.hpp"
#include "tests/model/remote_write/wire_format.hpp"

#include <caf/test/unit_test.hpp>

#include <array>
#include <cmath>

namespace docker_monitor::model::write_round_test {

namespace {

constexpr sample_time at(int second) {
  return sample_time{std::chrono::seconds{1'795'000'000 + second}};
}

struct fixture {
  write_rounds rounds;
  std::vector<external_label> external{{"host", "box"}};

  std::vector<tests::decoded_series>
  next(std::string_view first, std::string_view second, int when) {
    const std::array texts{first, second};
    std::vector<tests::decoded_series> all;
    for (const auto& part : rounds.next(texts, external, at(when))) {
      const auto series = tests::decode_write_request(part.request);
      CAF_CHECK_EQUAL(series.size(), part.samples);
      all.insert(all.end(), series.begin(), series.end());
    }
    return all;
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(write_round_tests, fixture)

CAF_TEST(all texts of a round have its time and the external labels) {
  const auto series = next("a{x=\"1\"} 1\n", "b 2\n", 5);
  CAF_REQUIRE_EQUAL(series.size(), 2u);
  CAF_CHECK_EQUAL(series[0].label("__name__"), "a");
  CAF_CHECK_EQUAL(series[0].label("host"), "box");
  CAF_CHECK_EQUAL(series[1].label("__name__"), "b");
  CAF_CHECK_EQUAL(series[1].value(), 2.0);
  CAF_CHECK_EQUAL(series[1].time, 1'795'000'005'000);
}

CAF_TEST(a series that is gone ends with a stale marker) {
  next("a{x=\"1\"} 1\na{x=\"2\"} 2\n", "", 0);
  const auto series = next("a{x=\"2\"} 3\n", "", 15);
  CAF_REQUIRE_EQUAL(series.size(), 2u);
  CAF_CHECK_EQUAL(series[1].label("x"), "1");
  CAF_CHECK_EQUAL(series[1].label("host"), "box");
  CAF_CHECK_EQUAL(series[1].bits, 0x7ff0000000000002u);
  CAF_CHECK_EQUAL(series[1].time, 1'795'000'015'000);
  CAF_CHECK_EQUAL(next("a{x=\"2\"} 3\n", "", 30).size(), 1u);
}

CAF_TEST(a number that is none is not a stale marker) {
  const auto series = next("a NaN\n", "", 0);
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK(std::isnan(series[0].value()));
  CAF_CHECK(series[0].bits != stale_marker);
}

CAF_TEST(a new name of the host ends the series of the old one) {
  next("a 1\n", "", 0);
  external = {{"host", "other"}};
  const auto series = next("a 2\n", "", 15);
  CAF_REQUIRE_EQUAL(series.size(), 2u);
  CAF_CHECK_EQUAL(series[0].label("host"), "other");
  CAF_CHECK_EQUAL(series[1].label("host"), "box");
  CAF_CHECK_EQUAL(series[1].bits, stale_marker);
}

CAF_TEST(large rounds are divided) {
  std::string text;
  for (std::size_t i = 0; i < max_samples_of_part + 1; ++i)
    text += "a{x=\"" + std::to_string(i) + "\"} 1\n";
  const std::array<std::string_view, 1> texts{text};
  const auto parts = rounds.next(texts, external, at(0));
  CAF_REQUIRE_EQUAL(parts.size(), 2u);
  CAF_CHECK_EQUAL(parts[0].samples, max_samples_of_part);
  CAF_CHECK_EQUAL(parts[1].samples, 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()

} // namespace docker_monitor::model::write_round_test
