#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

namespace docker_monitor::bench {

/// Returns the contents of a small file; none where it cannot be read.
std::optional<std::string> read_text(const std::string& path);

/// Writes a small file in one call, as kernel files require. Returns false on failure.
bool write_text(const std::string& path, std::string_view text);

/// Returns the number in a kernel file of one number; none where there is none.
std::optional<std::uint64_t> read_number(const std::string& path);

/// Returns the number after `key` at the start of a line, as in cpu.stat or /proc/<pid>/status.
std::optional<std::uint64_t> keyed_number(std::string_view text, std::string_view key);

/// Returns the busy time of all processors from /proc/stat: user, nice, system, irq and softirq.
/// Steal time is not included.
std::chrono::nanoseconds busy_time(std::string_view proc_stat, std::uint64_t ticks_per_second);

/// Returns the current busy time of this machine, in ticks of 10 ms.
std::chrono::nanoseconds host_busy_time();

/// Returns the resident memory of a process; 0 where it has ended.
std::uint64_t resident_bytes(pid_t pid);

/// Returns the number of open descriptors of a process; 0 where it has ended.
std::size_t open_descriptors(pid_t pid);

/// Returns the CPU time of each thread of a process by its id, from the scheduler: exact for
/// sleeping threads. Empty where the process has ended.
std::map<pid_t, std::chrono::nanoseconds> thread_times(pid_t pid);

/// Returns the CPU time of the calling thread.
std::chrono::nanoseconds thread_cpu_time();

/// Returns the CPU time of the calling process.
std::chrono::nanoseconds process_cpu_time();

} // namespace docker_monitor::bench
