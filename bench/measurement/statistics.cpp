#include "bench/measurement/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace docker_monitor::bench {

double quantile(std::vector<double> values, double share) {
  if (values.empty())
    return 0;
  const auto rank = std::ceil(share * static_cast<double>(values.size())) - 1;
  const auto place = std::clamp<std::ptrdiff_t>(
      static_cast<std::ptrdiff_t>(rank), 0, static_cast<std::ptrdiff_t>(values.size()) - 1);
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

double median(std::vector<double> values) {
  if (values.empty())
    return 0;
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

} // namespace docker_monitor::bench
