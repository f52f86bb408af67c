#pragma once

#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/engine_process.hpp"
#include "bench/machine/monitored_program.hpp"
#include "bench/measurement/findings.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// Containers, an engine and a data directory for each of two programs.
struct two_engines {
  two_engines(const cgroup_tree& tree, fork_server& parent, std::size_t containers, load what);

  cgroup_farm farm;
  engine_process ours;
  engine_process other;
};

/// A docker-monitor with some arguments and one with others. They run in parallel, so the noise is
/// the same.
struct two_programs {
  /// The arguments of the two, and which of them starts first.
  struct arguments {
    std::vector<std::string> with{};
    std::vector<std::string> without{};
    bool with_first = true;
  };

  two_programs(
      const std::string& program, const cgroup_tree& tree, const two_engines& engines,
      const arguments& which);

  /// Counts the CPU time of both for this time and adds it to the finding.
  void measure(std::chrono::milliseconds window, paired_cost_finding& into) const;

  std::unique_ptr<monitored_program> with;
  std::unique_ptr<monitored_program> without;
};

} // namespace docker_monitor::bench
