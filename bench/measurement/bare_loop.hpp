#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// What a loop used.
struct loop_cost {
  std::chrono::nanoseconds cpu{0};
  std::size_t samples = 0; ///< how many containers were read, each time counted

  /// CPU time of one sample, in µs.
  [[nodiscard]] double us_per_sample() const {
    return samples == 0 ? 0 : static_cast<double>(cpu.count()) / 1e3 / static_cast<double>(samples);
  }
};

/// Calls `sample(i)` for each i below `count` once an interval, in the slots the program has
/// (`model::sampling_slots`), for so many intervals, in the calling thread. The slots' wake-ups are
/// part of the cost.
loop_cost run_in_slots(
    std::size_t count, std::chrono::nanoseconds interval, std::size_t intervals,
    const std::function<void(std::size_t)>& sample);

/// The least a monitor could do: `pread` of every file of every container into one buffer, nothing
/// parsed. Files stay open as far as a number of descriptors reaches; the others are opened, read
/// and closed each time.
class bare_reader {
 public:
  bare_reader(std::vector<std::vector<std::string>> files, std::size_t descriptors);
  ~bare_reader();
  bare_reader(const bare_reader&) = delete;
  bare_reader& operator=(const bare_reader&) = delete;

  [[nodiscard]] std::size_t size() const { return containers_.size(); }

  /// How many files are kept open.
  [[nodiscard]] std::size_t kept() const { return kept_; }

  /// Reads all files of one container.
  void read(std::size_t container);

  /// Bytes read so far; a loop that reads nothing costs nothing.
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

/// How many descriptors a sampler may keep: the hard limit less what the program keeps for the rest
/// of itself. Raises this process's own limit to the hard one.
std::size_t descriptors_for_files();

} // namespace docker_monitor::bench
