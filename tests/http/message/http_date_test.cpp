#define CAF_SUITE http.http_date
#include "http/message/http_date.hpp"

#include <caf/test/unit_test.hpp>

namespace docker_monitor::http::http_date_test {

CAF_TEST(dates are those of the standard) {
  using namespace std::chrono;
  CAF_CHECK_EQUAL(http_date(sys_seconds{784111777s}), "Sun, 06 Nov 1994 08:49:37 GMT");
  CAF_CHECK_EQUAL(http_date(sys_seconds{0s}), "Thu, 01 Jan 1970 00:00:00 GMT");
  CAF_CHECK_EQUAL(http_date(sys_seconds{951'868'799s} + 999ms), "Tue, 29 Feb 2000 23:59:59 GMT");
}

} // namespace docker_monitor::http::http_date_test
