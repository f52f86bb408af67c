#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"
#include "bench/measurement/findings.hpp"

#include <functional>
#include <string>

namespace docker_monitor::bench {

/// The options of the measurement of interfaces.
struct interfaces_options {
  std::string program;                            ///< path of docker-monitor
  bool quick = false;                             ///< only shows that it works
  std::function<void(const std::string&)> report; ///< takes the current step
};

/// Measures scrapes of 1,000 busy containers with a stream client that reads nothing, 304 for the
/// list of 1,000 idle ones, and a thousand stream clients of 100 busy ones. Throws `harness_error`
/// after removing everything.
interfaces_finding
measure_interfaces(const interfaces_options& options, const cgroup_tree& tree, fork_server& parent);

} // namespace docker_monitor::bench
