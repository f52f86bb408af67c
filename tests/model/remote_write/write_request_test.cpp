#define CAF_SUITE model.write_request
#include "model/remote_write/write_request.hpp"
#include "tests/model/remote_write/wire_format.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::model::write_request_test {

namespace {

using tests::decode_write_request;

constexpr sample_time at{std::chrono::milliseconds{1'795'000'000'123}};

/// A request with one series.
std::string request_of(
    std::string_view name, std::string_view labels, double value,
    std::vector<external_label> external = {}) {
  label_encoder encoder{std::move(external)};
  std::string request;
  append_time_series(
      request, encoder.encode({name, labels, value}), std::bit_cast<std::uint64_t>(value), at);
  return request;
}

std::string names_of(const tests::decoded_series& series) {
  std::string all;
  for (const auto& [name, value] : series.labels)
    all.append(all.empty() ? "" : " ").append(name);
  return all;
}

} // namespace

CAF_TEST(the bytes are those that the messages prescribe) {
  // WriteRequest.timeseries of 29 bytes: labels of 13, then samples of 12.
  const std::string label{
      "\x0a\x08__name__\x12\x01"
      "a",
      13};
  const std::string sample{"\x09\x00\x00\x00\x00\x00\x00\xf8\x3f\x10\x80\x01", 12}; // 1.5 at 128
  std::string expected{"\x0a\x1d\x0a\x0d"};
  expected.append(label).append("\x12\x0c").append(sample);
  label_encoder encoder{{}};
  std::string request;
  append_time_series(
      request, encoder.encode({"a", "", 1.5}), std::bit_cast<std::uint64_t>(1.5),
      sample_time{std::chrono::milliseconds{128}});
  CAF_CHECK_EQUAL(request.size(), expected.size());
  CAF_CHECK(request == expected);
}

CAF_TEST(a decoder reads what was written) {
  const auto series = decode_write_request(
      request_of("container_last_seen", "id=\"/\",name=\"a\\\"b\\n\"", 1'795'000'000.5));
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(series[0].label("__name__"), "container_last_seen");
  CAF_CHECK_EQUAL(series[0].label("id"), "/");
  CAF_CHECK_EQUAL(series[0].label("name"), "a\"b\n");
  CAF_CHECK_EQUAL(series[0].value(), 1'795'000'000.5);
  CAF_CHECK_EQUAL(series[0].time, 1'795'000'000'123);
}

CAF_TEST(lengths above 127 take two bytes) {
  const std::string value(20'000, 'x');
  const auto series = decode_write_request(request_of("a", "x=\"" + value + "\"", 1));
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK(series[0].label("x") == value);
}

CAF_TEST(labels are in the order of their names) {
  // Receivers refuse or confuse series whose labels are not sorted.
  const auto series = decode_write_request(
      request_of("m", "z=\"1\",Z=\"2\",id=\"3\"", 1, {{"instance", "i"}, {"a", "4"}}));
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(names_of(series[0]), "Z __name__ a id instance z");
}

CAF_TEST(an external label does not replace one of the series) {
  const auto series = decode_write_request(
      request_of("m", "host=\"own\"", 1, {{"host", "ours"}, {"job", "j"}, {"empty", ""}}));
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(names_of(series[0]), "__name__ host job");
  CAF_CHECK_EQUAL(series[0].label("host"), "own");
}

CAF_TEST(a label without a value is no label) {
  const auto series = decode_write_request(request_of("m", "image=\"\",name=\"a\"", 1));
  CAF_REQUIRE_EQUAL(series.size(), 1u);
  CAF_CHECK_EQUAL(names_of(series[0]), "__name__ name");
}

} // namespace docker_monitor::model::write_request_test
