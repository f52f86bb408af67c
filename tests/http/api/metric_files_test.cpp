#define CAF_SUITE http.metric_files
#include "http/api/openapi.hpp"
#include "tests/http/api/metric_files.hpp"
#include "tests/support/golden_file.hpp"

#include <caf/test/unit_test.hpp>

// Where the table of metrics has changed, the target `golden-files` writes these files again.

namespace docker_monitor::http::metric_files_test {

CAF_TEST(the schema of what is measured is that of the table) {
  const auto described = with_metrics(openapi_text);
  CAF_CHECK_EQUAL(golden_file("http/api/openapi.json", described), described);
}

CAF_TEST(the page has the types of the table) {
  const auto types = page_types();
  CAF_CHECK_EQUAL(golden_file("web/src/state/metrics.ts", types), types);
}

} // namespace docker_monitor::http::metric_files_test
