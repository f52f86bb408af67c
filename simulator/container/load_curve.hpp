#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace docker_monitor::simulator {

/// The behaviour of a running container.
enum class character : std::uint8_t {
  idle,    ///< hardly any CPU, flat memory
  steady,  ///< some CPU, a large file cache: databases
  busy,    ///< CPU in waves, traffic: web servers
  batch,   ///< pulses of work with quiet in between
  leaking, ///< memory grows until its limit
};

/// The usage of a container at one time of a run.
struct usage {
  std::uint64_t cpu_ns = 0;
  std::uint64_t cpu_kernel_ns = 0;
  std::uint64_t anonymous_bytes = 0;
  std::uint64_t active_file_bytes = 0;
  std::uint64_t inactive_file_bytes = 0;
  std::uint64_t received_bytes = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t read_bytes = 0;
  std::uint64_t written_bytes = 0;
  std::uint32_t processes = 1;

  /// Returns the engine's usage: all memory charged to the container.
  [[nodiscard]] std::uint64_t memory_bytes() const {
    return anonymous_bytes + active_file_bytes + inactive_file_bytes;
  }
};

/// The load of one container as a closed function of its run time, so a reading always costs the
/// same and there are no ticks. The CPU curve is positive and integrated analytically, so its
/// counter never decreases.
class load_curve {
 public:
  /// Draws an individual curve of a character. `limit_bytes` is the container's memory limit, or
  /// the host's; `cores` the most CPU it may use.
  load_curve(character kind, std::uint64_t limit_bytes, double cores, std::uint64_t seed);

  /// Returns the usage after `running` of unpaused run time, with a resolution of 1 ms.
  [[nodiscard]] usage at(std::chrono::nanoseconds running) const;

  /// Returns when memory reaches its limit; zero for a container that does not leak.
  [[nodiscard]] std::chrono::seconds full_after() const;

 private:
  /// One sine of the load: its share of the mean, radians per second, and its phase.
  struct wave {
    double share;
    double frequency;
    double phase;
  };

  [[nodiscard]] double cpu_seconds(double t) const;

  std::array<wave, 3> waves_{};
  double mean_cores_ = 0;
  double start_cost_s_ = 0; ///< CPU seconds of a start
  double pulse_cores_ = 0;  ///< peak of a batch pulse; 0: no pulses
  double pulse_period_s_ = 1;
  double pulse_length_s_ = 1;
  double kernel_share_ = 0.2;
  double anonymous_ = 0;
  double breath_ = 0; ///< share of anonymous memory that varies
  double leak_per_s_ = 0;
  double cache_ = 0;
  double cache_fill_s_ = 60;
  double received_per_cpu_s_ = 0;
  double sent_per_cpu_s_ = 0;
  double read_ = 0;
  double written_per_cpu_s_ = 0;
  double limit_ = 0;
  std::uint32_t processes_ = 1;
};

} // namespace docker_monitor::simulator
