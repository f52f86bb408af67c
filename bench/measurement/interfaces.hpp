#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/zygote.hpp"
#include "bench/measurement/findings.hpp"

#include <functional>
#include <string>

namespace docker_monitor::bench {

/// What is measured of the interfaces that others build on.
struct interfaces_options {
  std::string program;                            ///< path of docker-monitor
  bool quick = false;                             ///< whether it works, not what it costs
  std::function<void(const std::string&)> report; ///< told what is under way
};

/// Measures scrapes of 1,000 busy containers, a client of the stream that reads nothing of them,
/// 304 for the list of 1,000 idle ones, and a thousand clients that follow 100 busy ones. Throws
/// `harness_error`; nothing that was made is left behind.
interfaces_finding
measure_interfaces(const interfaces_options& options, const cgroup_tree& tree, zygote& parent);

} // namespace docker_monitor::bench
