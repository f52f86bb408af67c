#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// What the process of a container does.
enum class load : std::uint8_t {
  idle,   ///< sleeps for ever
  waking, ///< wakes ten times a second for a few µs of work
  /// Wakes ten times a second, sends a frame out of its `eth0` and works some 20 µs each time; each
  /// second takes 1 MiB of memory or gives it back, in turn. Its CPU, memory and network counters
  /// differ at each sample.
  busy,
};

/// The load's name, such as `idle`.
std::string_view to_string(load what);

/// A process that forks the containers' processes. It is forked itself before the harness has
/// grown, so that each of them costs next to no memory; they end with it, and it with the harness.
class zygote {
 public:
  /// Forks it. Call first of all: the harness must have one thread and little memory. Throws
  /// `harness_error`.
  zygote();
  ~zygote();
  zygote(const zygote&) = delete;
  zygote& operator=(const zygote&) = delete;

  /// Starts processes, each in a network namespace of its own with an `eth0`; beyond a thousand ten
  /// share one, as making ten thousand takes the kernel minutes. They begin to work between one and
  /// two seconds later, each at its own moment. Throws `harness_error`.
  std::vector<pid_t> spawn(std::size_t count, load what);

  /// Kills them and waits until they are gone.
  static void end(const std::vector<pid_t>& pids);

 private:
  int socket_ = -1;
  pid_t pid_ = 0;
};

} // namespace docker_monitor::bench
