#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// The cost of a loop.
struct loop_cost {
  std::chrono::nanoseconds cpu{0};
  std::size_t samples = 0; ///< sum of the containers read in all intervals

  /// Returns the CPU time of one sample, in µs.
  [[nodiscard]] double us_per_sample() const {
    return samples == 0 ? 0 : static_cast<double>(cpu.count()) / 1e3 / static_cast<double>(samples);
  }
};

/// Calls `sample(i)` for each i below `count` once per interval, in the slots of the program
/// (`model::sampling_slots`), for `intervals` intervals, in the calling thread. The cost includes
/// the slots' wake-ups.
loop_cost run_in_slots(
    std::size_t count, std::chrono::nanoseconds interval, std::size_t intervals,
    const std::function<void(std::size_t)>& sample);

/// The least work of a monitor: `pread` of every file of every container into one buffer, without
/// parsing. Files stay open as far as the descriptors suffice; the others are opened, read and
/// closed each time.
class bare_reader {
 public:
  bare_reader(std::vector<std::vector<std::string>> files, std::size_t descriptors);
  ~bare_reader();
  bare_reader(const bare_reader&) = delete;
  bare_reader& operator=(const bare_reader&) = delete;

  [[nodiscard]] std::size_t size() const { return containers_.size(); }

  /// Returns how many files are kept open.
  [[nodiscard]] std::size_t kept() const { return kept_; }

  /// Reads all files of one container.
  void read(std::size_t container);

  /// Returns the bytes read so far, which shows that the loop reads.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  struct file {
    std::string path;
    int open = -1;
  };

  std::vector<std::vector<file>> containers_;
  std::vector<char> buffer_;
  std::size_t kept_ = 0;
  std::size_t bytes_ = 0;
};

/// Returns how many descriptors a sampler may keep: the hard limit less the program's reserve.
/// Raises this process's own limit to the hard one.
std::size_t descriptors_for_files();

} // namespace docker_monitor::bench
