#define CAF_SUITE http.accept

#include "http/message/accept.hpp"

#include <caf/test/unit_test.hpp>

namespace accept_test {

namespace {

using docker_monitor::http::prefers_csv;
using docker_monitor::http::prefers_openmetrics;
using docker_monitor::http::quality_of;

CAF_TEST(a type that is named has its own weight) {
  CAF_CHECK_EQUAL(quality_of("text/csv", "text/csv"), 1000);
  CAF_CHECK_EQUAL(quality_of("text/csv;q=0.5", "text/csv"), 500);
  CAF_CHECK_EQUAL(quality_of("Text/CSV ; Q=0.25, */*;q=1", "text/csv"), 250);
  CAF_CHECK_EQUAL(quality_of("application/json", "text/csv"), 0);
  CAF_CHECK_EQUAL(quality_of("", "text/csv"), 0);
}

CAF_TEST(the closest range counts) {
  CAF_CHECK_EQUAL(quality_of("*/*;q=0.1, text/*;q=0.3", "text/csv"), 300);
  CAF_CHECK_EQUAL(quality_of("text/*;q=0.3, text/csv;q=0", "text/csv"), 0);
}

CAF_TEST(a weight that is no number counts for nothing) {
  for (const auto* accept : {"text/csv;q=", "text/csv;q=x", "text/csv;q=0.x", "text/csv;q=2"})
    CAF_CHECK_EQUAL(quality_of(accept, "text/csv"), 0);
  CAF_CHECK_EQUAL(quality_of("text/csv;q=1.999", "text/csv"), 1000);
}

CAF_TEST(Prometheus gets OpenMetrics and browsers plain text) {
  CAF_CHECK(prefers_openmetrics("application/openmetrics-text;version=1.0.0,application/"
                                "openmetrics-text;version=0.0.1;q=0.75,"
                                "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"));
  CAF_CHECK(!prefers_openmetrics("text/html,application/xhtml+xml,*/*;q=0.8"));
  CAF_CHECK(!prefers_openmetrics("*/*"));
  CAF_CHECK(!prefers_openmetrics(""));
  CAF_CHECK(!prefers_openmetrics("text/plain;version=0.0.4,application/openmetrics-text;q=0.3"));
  CAF_CHECK(!prefers_openmetrics("application/openmetrics-text;q=0"));
}

CAF_TEST(CSV is for those who want it more than JSON) {
  CAF_CHECK(prefers_csv("text/csv"));
  CAF_CHECK(prefers_csv("text/csv, application/json;q=0.5"));
  CAF_CHECK(prefers_csv("text/csv, */*;q=0.1"));
  CAF_CHECK(!prefers_csv("text/html,application/xhtml+xml,*/*;q=0.8"));
  CAF_CHECK(!prefers_csv("*/*"));
  CAF_CHECK(!prefers_csv("application/json, text/csv;q=0.9"));
}

} // namespace

} // namespace accept_test
