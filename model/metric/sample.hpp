#pragma once

#include "model/metric/metric_table.hpp"
#include "model/time.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace docker_monitor::model {

/// A sample as it is shared: immutable.
using sample_ptr = std::shared_ptr<const sample>;

/// False for an interface whose bytes another one has, too.
inline bool counts_in_sums(const sample& of, std::size_t interface) {
  const auto& all = of.now.interfaces;
  return !all || interface >= all->size() || !(*all)[interface].repeats;
}

/// The sample that two readings of one generation give; `before` is the sample of the one before,
/// whose rates go on where a group was not read anew. `confirmed` is the clock of the newest
/// reading that found `before` unchanged, its own if there was none.
///
/// CPU is Δtotal / Δclock, which is what `docker stats` shows (Δtotal / Δhost × CPUs × 100) without
/// its 10 ms steps. A counter that went back, or readings at the same instant, give no value: a new
/// baseline, never 0 or a spike. So does another source than before.
sample rates(const sample& before, std::chrono::nanoseconds confirmed, const counters& now);

/// The sample of a first reading: what needs no second one.
sample first_sample(const counters& now);

/// Working set as `docker stats` shows memory (docker/cli, calculateMemUsageUnixNoCache): usage
/// less the inactive file cache where that is known and smaller than usage.
std::optional<std::uint64_t> working_set(const counters& now);

/// Memory in use: of a container its working set; of the host all that is not available to new
/// programs, as `free` and htop have it.
std::optional<std::uint64_t> memory_in_use(const counters& now);

/// `MEM %` of `docker stats`: the working set in percent of the container's own limit, or of the
/// machine's memory where it has none.
std::optional<double> engine_memory_percent(const sample& of);

/// The CPU time a container may use, in the unit of `sample::cpu_percent`, 100 for each core: the
/// smaller of its quota and the CPUs it may run on. None while both are unknown.
std::optional<double> cpu_limit_percent(const counters& now);

/// True where a reading tells of memory: the kernel may not account it.
bool tells_memory(const counters& now);

/// When the memory details of a reading were read, by the wall clock.
engine_time memory_read_at(const counters& now);

} // namespace docker_monitor::model
