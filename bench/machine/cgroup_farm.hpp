#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/zygote.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// A container as the kernel sees it.
struct farm_container {
  std::string id;
  pid_t pid = 0;
};

/// Containers without an engine: cgroup directories where Docker's cgroupfs driver has them, each
/// with one sleeping or working process in a network namespace of its own. All of it is gone when
/// this is.
class cgroup_farm {
 public:
  /// Throws `harness_error`; nothing is left behind then.
  cgroup_farm(const cgroup_tree& tree, zygote& parent, std::size_t count, load what);
  ~cgroup_farm();
  cgroup_farm(const cgroup_farm&) = delete;
  cgroup_farm& operator=(const cgroup_farm&) = delete;

  [[nodiscard]] const std::vector<farm_container>& containers() const { return containers_; }

  /// CPU time all of them have used.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const;

 private:
  void clear() noexcept;

  const cgroup_tree& tree_;
  std::vector<farm_container> containers_;
};

/// The id of the harness's container of that number: 64 hexadecimal digits that differ from the
/// first on, as Docker's do, and tell which process made them.
std::string farm_id(std::size_t number, pid_t harness);

/// The process that made the id; 0 where it is none of a harness.
pid_t maker_of(std::string_view id);

/// Removes what a harness left that did not end in peace. Returns how many containers there were.
std::size_t remove_leftovers(const cgroup_tree& tree);

} // namespace docker_monitor::bench
