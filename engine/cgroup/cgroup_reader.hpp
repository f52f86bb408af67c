#pragma once

#include "engine/cgroup/cgroup_files.hpp"
#include "engine/cgroup/work_threshold.hpp"
#include "engine/sample_source.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace docker_monitor::engine {

class cgroup_source;
struct cpu_statistics;

/// Reads one container's cgroup files. There are thousands of these objects, so they are small.
class cgroup_reader final : public sample_reader {
 public:
  /// The source must outlive it.
  cgroup_reader(cgroup_source& source, const model::container& container);

  void update(const model::container& container) override;

  model::expected<reading_state>
  read(model::counters& counters, const handler<model::counters>& later) override;

 private:
  /// The values of every reading, and their time.
  struct basic_values {
    int error = 0;
    cgroup_file failed = cgroup_file::cpu_time;
    std::chrono::nanoseconds clock{};
    std::uint64_t cpu_ns = 0;
    std::optional<std::uint64_t> memory; ///< none where memory is not accounted
  };
  /// The groups of files that are due in a reading.
  struct due_groups {
    bool all = false;
    bool moved = false;  ///< CPU time was used since the previous reading
    bool worked = false; ///< enough CPU time was used since the last check of I/O and network
    bool kernel = false;
    bool idle = false;
    bool slow = false; ///< values that change slowly
    bool limits = false;
    bool settings = false; ///< limits that hardly ever change
  };

  basic_values read_basics(cpu_statistics& cpu);
  reading_state
  read_rest(model::counters& counters, const basic_values& basics, const cpu_statistics& cpu);
  bool read_limits(model::counters& counters, const due_groups& due);
  void read_cpu_limits(model::resource_limits& limits, const due_groups& due);
  void read_cores(model::resource_limits& limits);
  bool read_cpu(model::counters& counters, const due_groups& due);
  bool read_memory(model::counters& counters, const basic_values& basics, const due_groups& due);
  static bool forget_memory(model::counters& counters);
  bool read_memory_events(model::counters& counters, const due_groups& due);
  bool read_activity(model::counters& counters, const basic_values& basics, const due_groups& due);
  bool read_slow_changes(model::counters& counters, const due_groups& due, bool other_tasks);
  bool read_network(model::counters& counters, std::chrono::nanoseconds clock);
  bool read_block(model::counters& counters, std::chrono::nanoseconds clock, const due_groups& due);
  bool read_pressure(std::optional<model::pressure>& pressure, cgroup_file which);

  cgroup_source& source_;
  cgroup_files files_;
  std::optional<model::engine_time> started_at_;
  std::uint64_t cpu_at_details_ = 0;
  std::uint64_t cpu_at_split_ = 0;
  std::uint64_t cpu_at_activity_check_ = 0;
  std::uint64_t cpu_at_slow_check_ = 0;
  std::uint64_t memory_at_details_ = 0;
  work_threshold details_threshold_;
  work_threshold activity_threshold_;
  /// Counts the readings of a second; starts at a different value for each container.
  std::uint16_t tick_;
  std::uint32_t machine_version_ = 0; ///< of the machine's facts that the limits were computed from
  bool own_network_ = false;
  bool limits_due_ = true;
  bool all_due_ = true; ///< the groups were just found
  bool has_quota_ = false;
  bool was_near_limit_ = false; ///< at the last reading of memory's details
};

} // namespace docker_monitor::engine
