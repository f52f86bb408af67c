#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"
#include "bench/measurement/findings.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// The options of the measurement of additional arguments.
struct addition_options {
  std::string program;                ///< path of docker-monitor
  std::vector<std::string> arguments; ///< of the program that is compared with one without them
  std::size_t containers = 100;
  load what = load::idle;
  bool quick = false;                              ///< only shows that it works
  std::optional<std::chrono::milliseconds> window; ///< else a minute
  std::function<void(const std::string&)> report;  ///< takes the current step
};

/// Measures what the arguments add to the cost of the program: two programs in parallel over the
/// same containers, started again in each round in alternating order. Throws `harness_error` after
/// removing everything.
addition_finding
measure_addition(const addition_options& options, const cgroup_tree& tree, fork_server& parent);

} // namespace docker_monitor::bench
