#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace docker_monitor::engine {

/// The memory and CPUs of the machine, which may change at run time. Thread safe.
class machine_facts {
 public:
  /// The interval between two reads.
  static constexpr std::chrono::seconds kept_for{30};

  /// The first `refresh` reads `/proc/meminfo` and `/proc/stat` below the proc root.
  explicit machine_facts(std::string proc_root) : proc_root_(std::move(proc_root)) {}

  /// Reads the facts again if that is due. `now` is a time of the steady clock.
  void refresh(std::chrono::nanoseconds now);

  /// `MemTotal`; 0 if unknown.
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return memory_bytes_.load(std::memory_order_relaxed);
  }

  /// CPUs that are online; 0 if unknown.
  [[nodiscard]] std::uint32_t cores() const { return cores_.load(std::memory_order_relaxed); }

  /// Returns a number that changes whenever a fact changes.
  [[nodiscard]] std::uint32_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  const std::string proc_root_;
  std::atomic<std::int64_t> next_refresh_ns_{0};
  std::atomic<std::uint64_t> memory_bytes_{0};
  std::atomic<std::uint32_t> cores_{0};
  std::atomic<std::uint32_t> version_{0};
};

} // namespace docker_monitor::engine
