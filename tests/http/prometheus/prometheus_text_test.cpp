#define CAF_SUITE http.prometheus_text
#include "http/prometheus/prometheus_text.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::prometheus_text_test {

namespace {

std::string value(std::string_view text) {
  std::string out;
  append_label_value(out, text);
  return out;
}

std::string number(std::uint64_t raw, number_form form) {
  std::string out;
  append_number(out, raw, form);
  return out;
}

std::string metadata(metric_type type, bool openmetrics) {
  std::string out;
  append_metadata(out, "a_total", type, "What.", openmetrics);
  return out;
}

} // namespace

CAF_TEST(label values are escaped exactly) {
  CAF_CHECK_EQUAL(value("web-1"), "\"web-1\"");
  CAF_CHECK_EQUAL(value(""), "\"\"");
  CAF_CHECK_EQUAL(value("a\\b\"c\nd"), "\"a\\\\b\\\"c\\nd\"");
  CAF_CHECK_EQUAL(value("tab\there"), "\"tab\there\"");
  CAF_CHECK_EQUAL(value("grün 绿 \xf0\x9f\x9f\xa2"), "\"grün 绿 \xf0\x9f\x9f\xa2\"");
}

CAF_TEST(what is no character is replaced) {
  const std::string instead = "\xef\xbf\xbd";
  CAF_CHECK_EQUAL(value("a\xff\x62"), "\"a" + instead + "b\"");
  CAF_CHECK_EQUAL(value(std::string_view{"a\0b", 3}), "\"a" + instead + "b\"");
  CAF_CHECK_EQUAL(value("\xc0\xaf"), "\"" + instead + instead + "\"");               // overlong
  CAF_CHECK_EQUAL(value("\xed\xa0\x80"), "\"" + instead + instead + instead + "\""); // surrogate
  CAF_CHECK_EQUAL(value("\xe7\xbb"), "\"" + instead + instead + "\"");               // cut
  CAF_CHECK_EQUAL(value("\xf4\x90\x80\x80").size(), 2 + 4 * instead.size()); // beyond U+10FFFF
}

CAF_TEST(long values are cut and stay different) {
  const auto one = value(std::string(2000, 'n'));
  const auto other = value(std::string(2001, 'n'));
  CAF_CHECK_EQUAL(one.size(), 1024u + 2);
  CAF_CHECK(one != other);
  CAF_CHECK_EQUAL(value(std::string(1024, 'n')), '"' + std::string(1024, 'n') + '"');
}

CAF_TEST(label names are those of cAdvisor) {
  CAF_CHECK_EQUAL(
      label_name("com.docker.compose.container-number"),
      "container_label_com_docker_compose_container_number");
  CAF_CHECK_EQUAL(label_name("Ab_9"), "container_label_Ab_9");
  CAF_CHECK_EQUAL(label_name("ü x"), "container_label___x");
  CAF_CHECK_EQUAL(label_name("a\"}\n"), "container_label_a___");
}

CAF_TEST(numbers are exact) {
  using enum number_form;
  CAF_CHECK_EQUAL(number(0, integer), "0");
  CAF_CHECK_EQUAL(number(18446744073709551615u, integer), "18446744073709551615");
  CAF_CHECK_EQUAL(number(static_cast<std::uint64_t>(-1), signed_integer), "-1");
  CAF_CHECK_EQUAL(number(12'000'000'345, nanoseconds), "12.000000345");
  CAF_CHECK_EQUAL(number(0, nanoseconds), "0.000000000");
  CAF_CHECK_EQUAL(number(1'000'001, microseconds), "1.000001");
  CAF_CHECK_EQUAL(number(1'700'000'000'250, milliseconds), "1700000000.250");
  CAF_CHECK_EQUAL(number(18446744073709551615u, nanoseconds), "18446744073.709551615");
}

CAF_TEST(OpenMetrics introduces counters without total) {
  CAF_CHECK_EQUAL(
      metadata(metric_type::counter, false), "# HELP a_total What.\n# TYPE a_total counter\n");
  CAF_CHECK_EQUAL(metadata(metric_type::counter, true), "# HELP a What.\n# TYPE a counter\n");
  CAF_CHECK_EQUAL(
      metadata(metric_type::gauge, true), "# HELP a_total What.\n# TYPE a_total gauge\n");
}

} // namespace docker_monitor::http::prometheus_text_test
