#pragma once

#include <vector>

namespace docker_monitor::bench {

/// The value below which that share (0 to 1) of the values lies: the nearest one, never one made
/// up. 0 where there are no values.
double quantile(std::vector<double> values, double share);

/// The middle value, or the mean of the two middle ones. 0 where there are no values.
double median(std::vector<double> values);

} // namespace docker_monitor::bench
