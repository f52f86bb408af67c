#pragma once

#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// Counts of a container over all its runs. Its cgroup counts from 0 in each run, and the engine
/// sets `RestartCount` to 0 when a person starts the container. No count here ever decreases.
struct container_counters {
  std::uint64_t earlier_oom_kills = 0;             ///< of finished runs
  std::uint64_t oom_events = 0;                    ///< `oom` events of this run
  std::uint64_t cgroup_oom_kills = 0;              ///< the cgroup's count in this run
  std::uint64_t restarts = 0;                      ///< by the restart policy
  std::optional<std::uint64_t> last_restart_count; ///< of the newest inspection; none before

  /// Begins another run, whose cgroup counts from 0.
  void begin_run();

  /// Takes the engine's `RestartCount`.
  void take_restart_count(std::uint64_t count);

  /// Returns the OOM kills over all runs. The engine and the cgroup report the same kills, so the
  /// larger count of each run is used and no kill counts twice.
  [[nodiscard]] std::uint64_t oom_kills() const;

  friend bool operator==(const container_counters&, const container_counters&) = default;
};

} // namespace docker_monitor::model
