#pragma once

#include "bench/measurement/findings.hpp"
#include "bench/report/line_chart.hpp"

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

/// Returns all tables, for people.
std::string to_text(const findings& found);

/// Returns all numbers as JSON: those of the tables and of each round.
std::string to_json(const findings& found);

/// Returns the charts of cost and latency over the number of containers.
std::vector<line_chart> charts(const findings& found);

/// Returns the processor, cores, memory and kernel of this machine.
std::string describe_machine();

} // namespace docker_monitor::bench
