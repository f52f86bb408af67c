#pragma once

#include "bench/measurement/findings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// A target of the project and the result.
struct verdict {
  std::string target;
  std::string measured;
  bool met = false;
};

/// Returns the targets for which there are findings.
std::vector<verdict> judge(const findings& found);

/// Returns the growth of resident memory per container since the row with fewer containers; none
/// for the first row of a load and interval.
std::optional<double> bytes_per_container(const findings& found, const cost_finding& row);

/// Returns all numbers as JSON, including those of each round, and the targets. `bench/report.py`
/// makes tables and a chart of it.
std::string to_json(const findings& found);

/// Formats a number with about three significant digits and no exponent: `0.012`, `1.23`, `12300`.
std::string short_number(double value);

/// Returns the processor, cores, memory and kernel of this machine.
std::string describe_machine();

} // namespace docker_monitor::bench
