#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace docker_monitor::http {

/// The kernel's values for this process (proc(5)); absent where they cannot be read.
struct process_metrics {
  std::optional<std::uint64_t> cpu_ns; ///< user and system time of all threads
  std::optional<std::uint64_t> resident_bytes;
  std::optional<std::uint64_t> virtual_bytes;
  std::optional<std::uint64_t> open_descriptors;
  std::optional<std::uint64_t> max_descriptors; ///< the soft limit; absent where there is none
  std::optional<std::uint64_t> threads;
  std::optional<std::uint64_t> started_ms; ///< since 1970
};

/// Reads the values in some 30 µs. Before Linux 6.2 open descriptors must be counted one by one,
/// which takes milliseconds with the files of a thousand containers; then they are counted at most
/// once a minute.
process_metrics read_process_metrics(std::chrono::steady_clock::time_point now);

} // namespace docker_monitor::http
