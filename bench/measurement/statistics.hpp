#pragma once

#include <vector>

namespace docker_monitor::bench {

/// Returns the value below which a share (0 to 1) of the values lies: the nearest existing value. 0
/// without values.
double quantile(std::vector<double> values, double share);

/// Returns the middle value, or the mean of the two middle ones. 0 without values.
double median(std::vector<double> values);

} // namespace docker_monitor::bench
