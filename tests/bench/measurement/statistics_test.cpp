#define CAF_SUITE bench.statistics
#include "bench/measurement/statistics.hpp"

#include <caf/test/unit_test.hpp>

namespace statistics_test {

using namespace docker_monitor::bench;

CAF_TEST(a quantile is one of the values) {
  std::vector<double> hundred;
  for (int i = 100; i > 0; --i)
    hundred.push_back(i);
  CAF_CHECK_EQUAL(quantile(hundred, 0.5), 50.0);
  CAF_CHECK_EQUAL(quantile(hundred, 0.99), 99.0);
  CAF_CHECK_EQUAL(quantile(hundred, 1), 100.0);
  CAF_CHECK_EQUAL(quantile(hundred, 0), 1.0);
  CAF_CHECK_EQUAL(quantile({7}, 0.99), 7.0);
}

CAF_TEST(the median of an even number of values lies between the middle two) {
  CAF_CHECK_EQUAL(median({3, 1, 2}), 2.0);
  CAF_CHECK_EQUAL(median({4, 1, 3, 2}), 2.5);
}

CAF_TEST(no values give 0) {
  CAF_CHECK_EQUAL(quantile({}, 0.5), 0.0);
  CAF_CHECK_EQUAL(median({}), 0.0);
}

} // namespace statistics_test
