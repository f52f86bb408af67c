#pragma once

#include "engine/cgroup/cgroup_path.hpp"
#include "engine/cgroup/descriptor_budget.hpp"
#include "engine/cgroup/device_names.hpp"
#include "engine/host/machine_facts.hpp"
#include "engine/sample_source.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace docker_monitor::engine {

/// Where the kernel's files are, and what may be used up for reading them.
struct cgroup_settings {
  std::string cgroup_root = "/sys/fs/cgroup";
  std::string proc_root = "/proc";
  /// Shared by all readers; by default what the process has.
  std::shared_ptr<descriptor_budget> descriptors;
  /// CLOCK_MONOTONIC, by which rates are made.
  std::function<std::chrono::nanoseconds()> steady_clock;
  /// The time of day that readings are stamped with.
  std::function<model::engine_time()> wall_clock;
  /// Our own: it tells how the cgroup mounts look from our namespace.
  std::string mountinfo = "/proc/self/mountinfo";
};

/// What all readers of a source did so far.
struct cgroup_statistics {
  std::uint64_t readings = 0;
  std::uint64_t memory_details = 0; ///< readings that read memory.stat
  std::uint64_t files_read = 0;
};

/// Reads counters from the kernel's cgroup and proc files, v1, v2 or both.
///
/// CPU time and memory usage are read every time, the rest where it may have changed: what a
/// container does costs CPU time, so that one that used none is looked at in full every tenth
/// reading only (I/O and packets the kernel handles by itself: every fifth), at another one for
/// each container. Files stay open as far as the budget allows.
class cgroup_source final : public sample_source {
 public:
  /// Fails where no cgroup hierarchy is found.
  static model::expected<std::shared_ptr<cgroup_source>> make(cgroup_settings settings);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// 1 or 2: what memory is accounted by, or CPU time where memory is not.
  [[nodiscard]] int cgroup_version() const { return locator_.layout().version(); }

  /// False where the kernel does not account the memory of groups.
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
  std::atomic<std::uint64_t> readings_{0};
  std::atomic<std::uint64_t> memory_details_{0};
  std::atomic<std::uint64_t> files_read_{0};
};

} // namespace docker_monitor::engine
