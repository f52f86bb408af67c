#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/zygote.hpp"
#include "bench/measurement/findings.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace docker_monitor::bench {

/// What is measured of the history of figures.
struct past_options {
  std::string program; ///< path of docker-monitor
  bool quick = false;  ///< whether it works, not what it costs
  /// How long CPU time is counted, and memory is given to fill. Full resolution has 15 minutes.
  std::optional<std::chrono::milliseconds> window;
  std::function<void(const std::string&)> report; ///< told what is under way
};

/// Measures what the history costs over 1,000 containers, busy and idle, two programs side by side,
/// one without; what memory it takes with 100; what a value takes on disk; how long questions for a
/// day and for a month take. Throws `harness_error`; nothing that was made is left behind.
past_finding measure_past(const past_options& options, const cgroup_tree& tree, zygote& parent);

} // namespace docker_monitor::bench
