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

/// All of a small file; none where it can't be read.
std::optional<std::string> read_text(const std::string& path);

/// Writes a small file in one call, as kernel files want it; false where that fails.
bool write_text(const std::string& path, std::string_view text);

/// The number a kernel file of one number holds; none where there is none.
std::optional<std::uint64_t> read_number(const std::string& path);

/// The number after `key` at the start of a line, as in cpu.stat or /proc/<pid>/status.
std::optional<std::uint64_t> keyed_number(std::string_view text, std::string_view key);

/// CPU time of all processors that went into work, out of /proc/stat: user, nice, system, irq and
/// softirq. What the hypervisor stole is nobody's.
std::chrono::nanoseconds busy_time(std::string_view proc_stat, std::uint64_t ticks_per_second);

/// The same of this machine, now. In ticks of 10 ms.
std::chrono::nanoseconds host_busy_time();

/// Resident memory of a process; 0 where it is gone.
std::uint64_t resident_bytes(pid_t pid);

/// How many descriptors a process has open; 0 where it is gone.
std::size_t open_descriptors(pid_t pid);

/// CPU time of each thread of a process by its id, as the scheduler counts it: exact for those that
/// sleep. Empty where the process is gone.
std::map<pid_t, std::chrono::nanoseconds> thread_times(pid_t pid);

/// CPU time of the calling thread.
std::chrono::nanoseconds thread_cpu_time();

/// CPU time of the calling process.
std::chrono::nanoseconds process_cpu_time();

} // namespace docker_monitor::bench
