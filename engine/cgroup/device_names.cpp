#include "engine/cgroup/device_names.hpp"

#include "engine/cgroup/block_text.hpp"
#include "engine/cgroup/kernel_file.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::engine {

device_names::device_names(
    std::string proc_root, std::function<std::chrono::nanoseconds()> steady_clock)
    : path_(std::move(proc_root) + "/diskstats"), steady_clock_(std::move(steady_clock)) {}

std::string device_names::name_of(std::uint32_t major, std::uint32_t minor) {
  const std::lock_guard guard{mutex_};
  if (const auto* found = find(major, minor))
    return found->name;
  return std::to_string(major) + ':' + std::to_string(minor);
}

bool device_names::is_layer(std::uint32_t major, std::uint32_t minor) {
  const std::lock_guard guard{mutex_};
  const auto* found = find(major, minor);
  return found != nullptr && found->is_layer;
}

const device_names::entry* device_names::find(std::uint32_t major, std::uint32_t minor) {
  const auto now = steady_clock_();
  if (!was_read_ || now - read_at_ >= kept_for) {
    read_at_ = now;
    was_read_ = true;
    read();
  }
  const auto found = std::ranges::find_if(
      entries_, [&](const auto& e) { return e.major == major && e.minor == minor; });
  return found == entries_.end() ? nullptr : &*found;
}

void device_names::read() {
  entries_.clear();
  read_kernel_lines(path_.c_str(), [this](std::string_view line) {
    if (const auto disk = parse_disk(line))
      entries_.push_back(
          {disk->counters.major, disk->counters.minor, std::string(disk->name),
           is_layer_name(disk->name)});
  });
}

std::function<bool(std::uint32_t major, std::uint32_t minor)> local_layer_test() {
  // Every container sees the devices of the machine in this file.
  auto names = std::make_shared<device_names>("/proc", [] {
    return std::chrono::nanoseconds{std::chrono::steady_clock::now().time_since_epoch()};
  });
  return [names = std::move(names)](std::uint32_t major, std::uint32_t minor) {
    return names->is_layer(major, minor);
  };
}

} // namespace docker_monitor::engine
