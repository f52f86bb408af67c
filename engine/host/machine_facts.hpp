#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <utility>

namespace docker_monitor::engine {

/// Memory and CPUs of the machine, which may get more or less while we run. Thread safe.
class machine_facts {
 public:
  /// How long they are kept before they are read again.
  static constexpr std::chrono::seconds kept_for{30};

  /// Reads `/proc/meminfo` and `/proc/stat` below the proc root at the first `refresh`.
  explicit machine_facts(std::string proc_root) : proc_root_(std::move(proc_root)) {}

  /// Reads them again where that is due at this time of the steady clock.
  void refresh(std::chrono::nanoseconds now);

  /// `MemTotal`; 0 if unknown.
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return memory_bytes_.load(std::memory_order_relaxed);
  }

  /// CPUs that are online; 0 if unknown.
  [[nodiscard]] std::uint32_t cores() const { return cores_.load(std::memory_order_relaxed); }

  /// Another number whenever a fact changed.
  [[nodiscard]] std::uint32_t version() const { return version_.load(std::memory_order_acquire); }

 private:
  const std::string proc_root_;
  std::atomic<std::int64_t> next_look_ns_{0};
  std::atomic<std::uint64_t> memory_bytes_{0};
  std::atomic<std::uint32_t> cores_{0};
  std::atomic<std::uint32_t> version_{0};
};

} // namespace docker_monitor::engine
