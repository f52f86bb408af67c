#pragma once

#include "bench/measurement/findings.hpp"
#include "bench/report/line_chart.hpp"

#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// One of the project's targets and whether it was met.
struct verdict {
  std::string target;
  std::string measured;
  bool met = false;
};

/// Those targets for which there are findings.
std::vector<verdict> judge(const findings& found);

/// Growth of resident memory per container since the row with fewer containers; none for the first.
/// `rows` are those of one load and interval.
std::optional<double> bytes_per_container(const findings& found, const cost_finding& row);

/// All tables, for people.
std::string to_text(const findings& found);

/// Everything, for programs: the numbers of the tables and those of each round.
std::string to_json(const findings& found);

/// Cost and latency over the number of containers.
std::vector<line_chart> charts(const findings& found);

/// Processor, cores, memory and kernel of this machine.
std::string describe_machine();

} // namespace docker_monitor::bench
