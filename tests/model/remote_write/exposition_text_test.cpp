#define CAF_SUITE model.exposition_text
#include "model/remote_write/exposition_text.hpp"

#include <caf/test/unit_test.hpp>

#include <cmath>

namespace docker_monitor::model::exposition_text_test {

namespace {

std::string unescaped(std::string_view value) {
  std::string out;
  append_unescaped(out, value);
  return out;
}

/// The labels of a series as `name=value` with blanks between.
std::string labels_of(std::string_view labels) {
  std::string all;
  while (const auto label = take_label(labels))
    all.append(all.empty() ? "" : " ")
        .append(label->name)
        .append("=")
        .append(unescaped(label->value));
  return all;
}

} // namespace

CAF_TEST(series are taken one by one without the comments) {
  std::string_view text = "# HELP a Help {x=\"1\"} 2\n# TYPE a counter\n"
                          "a{x=\"1\",y=\"2\"} 3\n\nb 4.5\na_sum{} -1\n";
  const auto first = take_series(text);
  CAF_REQUIRE(first.has_value());
  CAF_CHECK_EQUAL(first->name, "a");
  CAF_CHECK_EQUAL(labels_of(first->labels), "x=1 y=2");
  CAF_CHECK_EQUAL(first->value, 3.0);
  const auto second = take_series(text);
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_EQUAL(second->name, "b");
  CAF_CHECK(second->labels.empty());
  CAF_CHECK_EQUAL(second->value, 4.5);
  const auto third = take_series(text);
  CAF_REQUIRE(third.has_value());
  CAF_CHECK_EQUAL(third->name, "a_sum");
  CAF_CHECK_EQUAL(third->value, -1.0);
  CAF_CHECK(!take_series(text));
}

CAF_TEST(braces and quotes and commas may be part of a value) {
  std::string_view text = "a{x=\"}{\",y=\"\\\"},z=\\\\\",z=\"\"} 1\n";
  const auto series = take_series(text);
  CAF_REQUIRE(series.has_value());
  CAF_CHECK_EQUAL(labels_of(series->labels), "x=}{ y=\"},z=\\ z=");
}

CAF_TEST(escapes are undone) {
  CAF_CHECK_EQUAL(unescaped("a\\\\n\\nb\\\"c"), "a\\n\nb\"c");
  CAF_CHECK_EQUAL(unescaped(""), "");
  CAF_CHECK_EQUAL(unescaped("gr\u00fcn"), "gr\u00fcn");
}

CAF_TEST(values may be infinite or not a number) {
  std::string_view text = "a +Inf\nb -Inf\nc NaN\nd 1e9\n";
  CAF_CHECK(take_series(text)->value == HUGE_VAL);
  CAF_CHECK(take_series(text)->value == -HUGE_VAL);
  CAF_CHECK(std::isnan(take_series(text)->value));
  CAF_CHECK(take_series(text)->value == 1e9);
}

CAF_TEST(a line that is no series is left out) {
  std::string_view text = "{x=\"1\"} 1\na\na{x=\"1\n a 2\na{x=\"1\"}\na x\na 1 2\nb 7";
  const auto series = take_series(text);
  CAF_REQUIRE(series.has_value());
  CAF_CHECK_EQUAL(series->name, "b");
  CAF_CHECK(!take_series(text));
}

} // namespace docker_monitor::model::exposition_text_test
