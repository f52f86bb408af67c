#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"
#include "bench/measurement/findings.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace docker_monitor::bench {

/// The options of the measurement of the metric history.
struct past_options {
  std::string program; ///< path of docker-monitor
  bool quick = false;  ///< only shows that it works
  /// The time for counting CPU time and for filling the memory. Full resolution has 15 minutes.
  std::optional<std::chrono::milliseconds> window;
  std::function<void(const std::string&)> report; ///< takes the current step
};

/// Measures the metric history: its CPU over 1,000 busy and idle containers, by two programs in
/// parallel, one of them without a history; its memory with 100 containers; the size of a value on
/// disk; the time of queries for a day and for a month. Throws `harness_error` after removing
/// everything.
past_finding
measure_past(const past_options& options, const cgroup_tree& tree, fork_server& parent);

} // namespace docker_monitor::bench
