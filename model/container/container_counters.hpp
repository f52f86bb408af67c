#pragma once

#include <cstdint>
#include <optional>

namespace docker_monitor::model {

/// What is counted of a container over all its runs. Its cgroup counts from 0 in each run, and the
/// engine sets `RestartCount` back to 0 when somebody starts the container. No count ever gets
/// less.
struct container_counters {
  std::uint64_t earlier_oom_kills = 0;             ///< of the runs that are over
  std::uint64_t oom_events = 0;                    ///< `oom` events of this run
  std::uint64_t cgroup_oom_kills = 0;              ///< what the cgroup counted in this run
  std::uint64_t restarts = 0;                      ///< by the restart policy
  std::optional<std::uint64_t> last_restart_count; ///< as inspected; none before

  /// Another run begins: its cgroup counts from 0.
  void begin_run();

  /// Takes the engine's `RestartCount`.
  void take_restart_count(std::uint64_t count);

  /// OOM kills over all runs. Both the engine and the cgroup tell of the same kills: of each run
  /// the larger count is taken, so that no kill counts twice.
  [[nodiscard]] std::uint64_t oom_kills() const;

  friend bool operator==(const container_counters&, const container_counters&) = default;
};

} // namespace docker_monitor::model
