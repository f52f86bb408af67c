#pragma once

#include "engine/sample_source.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace docker_monitor::engine {

/// The places of the host's counters, and the clocks.
struct host_settings {
  std::string proc_root = "/proc";
  /// The clock for rates. The default is CLOCK_MONOTONIC.
  std::function<std::chrono::nanoseconds()> steady_clock{};
  /// The time of day of readings.
  std::function<model::engine_time()> wall_clock{};
  /// The proc files of this process. If `proc_root` is the same directory, its process 1 may belong
  /// to a container that this process runs in.
  std::string own_proc = "/proc";
};

/// Reads the metrics of the host in the form of a container's, from the kernel files that cover all
/// processes, even if this process runs in a container.
///
/// Values whose cost grows with the number of containers, pressure, the number of CPUs and the boot
/// time are read in every tenth reading and at the latest after ten seconds, all others in every
/// reading. The network is that of process 1, where that is the host's; the ends of containers'
/// networks (`veth…`) are left out. The sums cover the interfaces of the default routes; where
/// these are unknown, all interfaces that do not repeat the traffic of another, judged by their
/// names.
class host_source final : public sample_source {
 public:
  /// Returns null where the proc root does not describe a host.
  static std::shared_ptr<host_source> make(host_settings settings);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// Returns the host as a container object: its id and name are `model::host_id`, its start is the
  /// boot of the kernel. The object is replaced after the clock was set, as the boot time depends
  /// on the clock. Thread safe.
  [[nodiscard]] model::container_ptr host() const;

 private:
  class reader;

  host_source(host_settings settings, model::engine_time booted_at);

  void take_boot_time(model::engine_time booted_at);

  host_settings settings_;
  bool has_network_ = false;
  mutable std::mutex mutex_;
  model::container_ptr host_; ///< guarded by the mutex
};

} // namespace docker_monitor::engine
