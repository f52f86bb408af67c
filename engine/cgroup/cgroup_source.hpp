#pragma once

#include "engine/cgroup/cgroup_path.hpp"
#include "engine/cgroup/descriptor_budget.hpp"
#include "engine/cgroup/device_names.hpp"
#include "engine/cgroup/parent_files.hpp"
#include "engine/host/machine_facts.hpp"
#include "engine/sample_source.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace docker_monitor::engine {

/// The places of the kernel's files, and the resources for reading them.
struct cgroup_settings {
  std::string cgroup_root = "/sys/fs/cgroup";
  std::string proc_root = "/proc";
  /// Shared by all readers. The default is the limit of the process.
  std::shared_ptr<descriptor_budget> descriptors;
  /// The clock for rates. The default is CLOCK_MONOTONIC.
  std::function<std::chrono::nanoseconds()> steady_clock;
  /// The time of day of readings.
  std::function<model::engine_time()> wall_clock;
  /// Of this process: it lists the cgroup mounts as seen from the own namespace.
  std::string mountinfo = "/proc/self/mountinfo";
};

/// Counts over all readers of a source.
struct cgroup_statistics {
  std::uint64_t readings = 0;
  std::uint64_t memory_details = 0; ///< readings that read memory.stat
  std::uint64_t files_read = 0;
};

/// Reads counters from the kernel's cgroup and proc files, v1, v2 or both.
///
/// CPU time and memory usage are read every time, the rest when it may have changed: a container's
/// activity costs CPU time. A container that used none is read in full only in every tenth reading,
/// and I/O and packets, which the kernel handles by itself, in every fifth. The readings in
/// question differ between containers. A reading counts for as many as it is seconds after the
/// previous one. Files stay open as far as the budget allows.
class cgroup_source final : public sample_source {
 public:
  /// Fails where no cgroup hierarchy is found.
  static model::expected<std::shared_ptr<cgroup_source>> make(cgroup_settings settings);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// Returns the cgroup version, 1 or 2, that accounts memory, or CPU time where memory is not
  /// accounted.
  [[nodiscard]] int cgroup_version() const { return locator_.layout().version(); }

  /// Returns false where the kernel does not account the memory of groups.
  [[nodiscard]] bool has_memory() const { return locator_.layout().has_memory(); }

  /// Thread safe.
  [[nodiscard]] cgroup_statistics statistics() const;

 private:
  friend class cgroup_reader;

  cgroup_source(cgroup_settings settings, cgroup_layout layout);

  cgroup_settings settings_;
  cgroup_locator locator_;
  device_names device_names_;
  machine_facts machine_;
  parent_files parents_;
  std::atomic<std::uint64_t> readings_{0};
  std::atomic<std::uint64_t> memory_details_{0};
  std::atomic<std::uint64_t> files_read_{0};
};

} // namespace docker_monitor::engine
