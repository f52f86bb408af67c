#pragma once

#include "model/failure.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// The controllers that cgroup files belong to. On v1 each may have a hierarchy of its own.
enum class cgroup_controller : std::uint8_t {
  cpu,     ///< bandwidth: quota and throttling
  cpuacct, ///< CPU time; in the files of cpu on v2
  memory,
  pids,
  block,    ///< `blkio`, v2's `io`
  pressure, ///< PSI, which only v2 hierarchies have
  cpuset,   ///< which CPUs may be used
};

constexpr std::size_t cgroup_controllers = 7;

/// The hierarchy of one controller.
struct cgroup_hierarchy {
  int version = 0;       ///< 1 or 2; 0 where the controller is absent
  std::string directory; ///< of the mount, without a slash at the end
  /// The part of the hierarchy that the mount shows, as a path in the own cgroup namespace: `/` for
  /// all of it, `/../..` where the namespace begins two levels further down, `/docker/<id>` inside
  /// a container.
  std::string mount_root = "/";
};

/// The cgroup hierarchies below a directory: one of v2, one of v1 per controller, or both (hybrid).
class cgroup_layout {
 public:
  /// Detects the hierarchies below `root`. `mountinfo` is the `/proc/self/mountinfo` of this
  /// process. Fails where no CPU time is found.
  static model::expected<cgroup_layout>
  detect(const std::string& root, const std::string& mountinfo = "/proc/self/mountinfo");

  [[nodiscard]] const cgroup_hierarchy& at(cgroup_controller controller) const {
    return hierarchies_[static_cast<std::size_t>(controller)];
  }

  /// Returns false where the kernel does not account memory, as on a Raspberry Pi by default.
  [[nodiscard]] bool has_memory() const { return at(cgroup_controller::memory).version != 0; }

  /// Returns the controller that containers' groups are found by: memory, or CPU time where the
  /// kernel does not account memory.
  [[nodiscard]] cgroup_controller main() const {
    return has_memory() ? cgroup_controller::memory : cgroup_controller::cpuacct;
  }

  /// Returns the cgroup version of the main controller, 1 or 2.
  [[nodiscard]] int version() const { return at(main()).version; }

 private:
  cgroup_hierarchy& at(cgroup_controller controller) {
    return hierarchies_[static_cast<std::size_t>(controller)];
  }

  std::array<cgroup_hierarchy, cgroup_controllers> hierarchies_;
};

/// Returns the name of a controller in a version, such as `blkio` or `io`; empty where it has none.
std::string_view controller_name(cgroup_controller controller, int version);

/// Returns true where a list separated by commas or blanks contains the word.
bool has_word(std::string_view list, std::string_view word);

/// Returns the root of the cgroup mount that contains `directory`, from the text of a mountinfo,
/// extended by the names between the mount point and the directory. Returns `/` where no such mount
/// is listed.
std::string mount_root_of(std::string_view mountinfo, const std::string& directory);

} // namespace docker_monitor::engine
