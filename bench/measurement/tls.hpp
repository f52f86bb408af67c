#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"
#include "bench/measurement/findings.hpp"

#include <functional>
#include <string>

namespace docker_monitor::bench {

/// The options of the TLS measurement.
struct tls_options {
  std::string program;                            ///< path of docker-monitor
  bool quick = false;                             ///< only shows that it works
  std::function<void(const std::string&)> report; ///< takes the current step
};

/// Measures the rate of answers for one of 100 containers over TLS, against a bare Beast server
/// with the same certificate, and the memory of idle clients. Throws `harness_error` after removing
/// everything.
tls_finding measure_tls(const tls_options& options, const cgroup_tree& tree, fork_server& parent);

} // namespace docker_monitor::bench
