#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// The work of a container's process.
enum class load : std::uint8_t {
  idle,   ///< only sleeps
  waking, ///< works for a few µs ten times a second
  /// Ten times a second sends a frame out of its `eth0` and works some 20 µs; each second allocates
  /// 1 MiB of memory or releases it, in turn. Its CPU, memory and network counters differ at each
  /// sample.
  busy,
};

/// Returns the load's name, such as `idle`.
std::string_view to_string(load what);

/// A process that forks the containers' processes. It is forked before the harness grows, so each
/// of them costs next to no memory. They end with it, and it ends with the harness.
class fork_server {
 public:
  /// Forks the process. Must be called first: the harness must have one thread and little memory.
  /// Throws `harness_error`.
  fork_server();
  ~fork_server();
  fork_server(const fork_server&) = delete;
  fork_server& operator=(const fork_server&) = delete;

  /// Starts processes, each in a network namespace of its own with an `eth0`; beyond a thousand ten
  /// share one, as the kernel needs minutes to make ten thousand. They begin to work between one
  /// and two seconds later, each at a different time. Throws `harness_error`.
  std::vector<pid_t> spawn(std::size_t count, load what);

  /// Kills the processes and waits until they have ended.
  static void end(const std::vector<pid_t>& pids);

 private:
  int socket_ = -1;
  pid_t pid_ = 0;
};

} // namespace docker_monitor::bench
