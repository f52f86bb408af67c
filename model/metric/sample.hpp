#pragma once

#include "model/metric/metric_table.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace docker_monitor::model {

/// A shared sample: immutable.
using sample_ptr = std::shared_ptr<const sample>;

/// Returns false for an interface whose bytes are also counted by another one.
inline bool counts_in_sums(const sample& of, std::size_t interface) {
  const auto& all = of.now.interfaces;
  return !all || interface >= all->size() || !(*all)[interface].repeats;
}

/// Computes the sample of two readings of one generation. `before` is the previous sample; its
/// rates are kept for a group that was not read since. `confirmed` is the clock of the newest
/// reading that found `before` unchanged, else that of `before` itself.
///
/// CPU is Δtotal / Δclock, which is what `docker stats` shows (Δtotal / Δhost × CPUs × 100) without
/// its 10 ms steps. If a counter decreased, both readings have the same time, or the source
/// changed, there is no value but a new baseline, never 0 or a spike.
sample rates(const sample& before, std::chrono::nanoseconds confirmed, const counters& now);

/// Computes the sample of a first reading, without rates.
sample first_sample(const counters& now);

/// Returns the working set, as `docker stats` shows memory (docker/cli,
/// calculateMemUsageUnixNoCache): usage less the inactive file cache if that is known and smaller
/// than usage.
std::optional<std::uint64_t> working_set(const counters& now);

/// Returns the memory in use: of a container its working set; of the host all that is not available
/// to new programs, as in `free` and htop.
std::optional<std::uint64_t> memory_in_use(const counters& now);

/// Returns `MEM %` of `docker stats`: the working set in percent of the container's own limit, or
/// of the machine's memory if it has none.
std::optional<double> engine_memory_percent(const sample& of);

/// Returns the CPU time that a container may use, in the unit of `sample::cpu_percent`, 100 per
/// core: the smaller of its quota and the CPUs it may run on. None if both are unknown.
std::optional<double> cpu_limit_percent(const counters& now);

/// Returns true if a reading contains memory values: the kernel may not account memory.
bool has_memory_values(const counters& now);

/// Returns the wall clock time at which the memory details of a reading were read.
engine_time memory_read_at(const counters& now);

} // namespace docker_monitor::model
