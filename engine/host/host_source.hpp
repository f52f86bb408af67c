#pragma once

#include "engine/sample_source.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace docker_monitor::engine {

/// Where the host's counters are, and by what clocks they are read.
struct host_settings {
  std::string proc_root = "/proc";
  /// CLOCK_MONOTONIC, by which rates are made.
  std::function<std::chrono::nanoseconds()> steady_clock{};
  /// The time of day that readings are stamped with.
  std::function<model::engine_time()> wall_clock{};
  /// The proc files of our own process: where `proc_root` is the same, its process 1 may be that of
  /// a container we are in.
  std::string own_proc = "/proc";
};

/// Reads what the host as a whole used, as if it were a container: from the kernel's files that
/// tell of all processes, whatever container we are in ourselves.
///
/// Everything is read every time but what costs with the number of containers and pressure, which
/// come every tenth, as do the number of CPUs and the time of the boot. The network is that of
/// process 1, where that is the host's; the ends of containers' own networks (`veth…`) are left
/// out. Of the others those of the default routes are counted in sums; where these are not known,
/// all that do not repeat what another carries, by their names.
class host_source final : public sample_source {
 public:
  /// Null where a proc root does not tell of a host.
  static std::shared_ptr<host_source> make(host_settings settings);

  std::unique_ptr<sample_reader> open(const model::container& container) override;

  /// The host as it is watched: its id and name are `model::host_id`, and it was started when the
  /// kernel was. Another one once the clock was set, as the kernel tells the boot by it. Thread
  /// safe.
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
