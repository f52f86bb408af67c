#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace docker_monitor::engine {

/// The names of block devices by their numbers, out of `/proc/diskstats`. Read when first asked for
/// one, and again a minute later at the soonest: devices come and go seldom. Thread safe.
class device_names {
 public:
  static constexpr std::chrono::minutes kept_for{1};

  /// `steady_clock` must be callable from any thread.
  device_names(std::string proc_root, std::function<std::chrono::nanoseconds()> steady_clock);

  /// A name as in `/dev`, such as `sda` or `cciss/c0d0`; `8:0` where it is not known.
  std::string name_of(std::uint32_t major, std::uint32_t minor);

  /// True for a device on others, by its name; see `is_layer_name`.
  bool is_layer(std::uint32_t major, std::uint32_t minor);

 private:
  struct entry {
    std::uint32_t major;
    std::uint32_t minor;
    std::string name;
    bool is_layer;
  };

  /// Null where it is not known. Only while the mutex is held.
  const entry* find(std::uint32_t major, std::uint32_t minor);
  void read();

  const std::string path_;
  const std::function<std::chrono::nanoseconds()> steady_clock_;
  std::mutex mutex_;
  std::vector<entry> entries_; ///< guarded by the mutex, as what follows
  std::chrono::nanoseconds read_at_{};
  bool was_read_ = false;
};

} // namespace docker_monitor::engine
