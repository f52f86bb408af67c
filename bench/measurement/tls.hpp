#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/zygote.hpp"
#include "bench/measurement/findings.hpp"

#include <functional>
#include <string>

namespace docker_monitor::bench {

/// What is measured of TLS.
struct tls_options {
  std::string program;                            ///< path of docker-monitor
  bool quick = false;                             ///< whether it works, not what it costs
  std::function<void(const std::string&)> report; ///< told what is under way
};

/// Measures how fast one container of 100 is told over TLS, against a bare Beast server with the
/// same certificate, and what clients that are idle take. Throws `harness_error`; nothing that was
/// made is left behind.
tls_finding measure_tls(const tls_options& options, const cgroup_tree& tree, zygote& parent);

} // namespace docker_monitor::bench
