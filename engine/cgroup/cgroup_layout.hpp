#pragma once

#include "model/failure.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// What cgroup files are about. On v1 each may have a hierarchy of its own.
enum class cgroup_controller : std::uint8_t {
  cpu,     ///< bandwidth: quota and throttling
  cpuacct, ///< CPU time; v2 has it in cpu's files
  memory,
  pids,
  block,    ///< `blkio`, v2's `io`
  pressure, ///< PSI, which only v2 hierarchies have
  cpuset,   ///< which CPUs may be used
};

constexpr std::size_t cgroup_controllers = 7;

/// Where one controller's groups are.
struct cgroup_hierarchy {
  int version = 0;       ///< 1 or 2; 0 where the controller is not there
  std::string directory; ///< of the mount, without a slash at its end
  /// What of the hierarchy the mount shows, as our cgroup namespace names it: `/` for all of it,
  /// `/../..` where our namespace begins two levels further down, `/docker/<id>` inside a
  /// container.
  std::string mount_root = "/";
};

/// Which cgroup hierarchies there are below a directory: one of v2, one of v1 for each controller,
/// or both (hybrid).
class cgroup_layout {
 public:
  /// Looks below `root`; `mountinfo` is our own `/proc/self/mountinfo`. Fails where CPU time is not
  /// found.
  static model::expected<cgroup_layout>
  detect(const std::string& root, const std::string& mountinfo = "/proc/self/mountinfo");

  [[nodiscard]] const cgroup_hierarchy& at(cgroup_controller controller) const {
    return hierarchies_[static_cast<std::size_t>(controller)];
  }

  /// False where the kernel does not account memory, as on a Raspberry Pi by default.
  [[nodiscard]] bool has_memory() const { return at(cgroup_controller::memory).version != 0; }

  /// The controller by which a container's groups are found: memory, or CPU time where the kernel
  /// does not account memory.
  [[nodiscard]] cgroup_controller main() const {
    return has_memory() ? cgroup_controller::memory : cgroup_controller::cpuacct;
  }

  /// The cgroup version containers are accounted by, 1 or 2: the main controller's.
  [[nodiscard]] int version() const { return at(main()).version; }

 private:
  cgroup_hierarchy& at(cgroup_controller controller) {
    return hierarchies_[static_cast<std::size_t>(controller)];
  }

  std::array<cgroup_hierarchy, cgroup_controllers> hierarchies_;
};

/// The name of a controller in a version, such as `blkio` and `io`; empty where it has none.
std::string_view controller_name(cgroup_controller controller, int version);

/// True where a list parted by commas or blanks has the word.
bool has_word(std::string_view list, std::string_view word);

/// The root of the cgroup mount that `directory` lies in, out of the text of a mountinfo, extended
/// by the names between the mount point and the directory; `/` where no such mount is listed.
std::string mount_root_of(std::string_view mountinfo, const std::string& directory);

} // namespace docker_monitor::engine
