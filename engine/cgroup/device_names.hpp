#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// Maps the numbers of block devices to names, from `/proc/diskstats`. The file is read at the
/// first use, and again after a minute at the earliest, since devices seldom change. Thread safe.
class device_names {
 public:
  static constexpr std::chrono::minutes kept_for{1};

  /// `steady_clock` must be callable from any thread.
  device_names(std::string proc_root, std::function<std::chrono::nanoseconds()> steady_clock);

  /// Returns a name as in `/dev`, such as `sda` or `cciss/c0d0`; `8:0` where it is unknown.
  std::string name_of(std::uint32_t major, std::uint32_t minor);

  /// Returns true for a layer on other devices. Decides by the name; see `is_layer_name`.
  bool is_layer(std::uint32_t major, std::uint32_t minor);

 private:
  struct entry {
    std::uint32_t major;
    std::uint32_t minor;
    std::string name;
    bool is_layer;
  };

  /// Returns null where the device is unknown. The mutex must be held.
  const entry* find(std::uint32_t major, std::uint32_t minor);
  void read();

  const std::string path_;
  const std::function<std::chrono::nanoseconds()> steady_clock_;
  std::mutex mutex_;
  std::vector<entry> entries_; ///< guarded by the mutex, like the members below
  std::chrono::nanoseconds read_at_{};
  bool was_read_ = false;
};

/// Returns a function that says whether a block device of this machine is a layer on others. It is
/// callable from any thread.
std::function<bool(std::uint32_t major, std::uint32_t minor)> local_layer_test();

} // namespace docker_monitor::engine
