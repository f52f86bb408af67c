#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// One raw reading of a container's counters. What a source cannot give is absent.
struct counters {
  engine_time read_at; ///< in the clock of whoever read
  std::optional<std::uint64_t> cpu_total_ns;
  /// CPU time of the whole host in ns, as `docker stats` uses it (10 ms ticks).
  std::optional<std::uint64_t> host_cpu_ns;
  std::optional<std::uint32_t> online_cpus;
  std::optional<std::uint64_t> memory_usage_bytes;
  std::optional<std::uint64_t> memory_inactive_file_bytes;
  std::optional<std::uint64_t> memory_limit_bytes; ///< the host's memory where unlimited
};

/// What one container used, computed from its newest readings.
struct sample {
  engine_time sampled_at;
  std::optional<double> cpu_percent; ///< 100 per busy core
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_working_set_bytes;
  std::optional<std::uint64_t> memory_limit_bytes;
};

/// The sample two readings of one generation give. CPU is Δtotal / Δread time, which is what
/// `docker stats` shows (Δtotal / Δhost × CPUs × 100) without its 10 ms steps. A counter that went
/// back, or readings at the same instant, give no CPU value: a new baseline, never 0 or a spike.
sample rates(const counters& before, const counters& now);

/// Working set as `docker stats` shows memory (docker/cli, calculateMemUsageUnixNoCache): usage
/// less the inactive file cache where that is known and smaller than usage.
std::optional<std::uint64_t> working_set(const counters& now);

} // namespace docker_monitor::model
