#pragma once

#include "bench/machine/cgroup_tree.hpp"
#include "bench/machine/fork_server.hpp"

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include <sys/types.h>

namespace docker_monitor::bench {

/// A container in the kernel.
struct farm_container {
  std::string id;
  pid_t pid = 0;
};

/// Containers without an engine: cgroup directories in the places of Docker's cgroupfs driver, each
/// with one sleeping or working process in a network namespace of its own. The destructor removes
/// everything.
class cgroup_farm {
 public:
  /// Throws `harness_error` after removing everything.
  cgroup_farm(const cgroup_tree& tree, fork_server& parent, std::size_t count, load what);
  ~cgroup_farm();
  cgroup_farm(const cgroup_farm&) = delete;
  cgroup_farm& operator=(const cgroup_farm&) = delete;

  [[nodiscard]] const std::vector<farm_container>& containers() const { return containers_; }

  /// Returns the CPU time of all containers.
  [[nodiscard]] std::chrono::nanoseconds cpu_time() const;

 private:
  void clear() noexcept;

  const cgroup_tree& tree_;
  std::vector<farm_container> containers_;
};

/// Returns the id of the harness's container of this number: 64 hexadecimal digits that differ from
/// the first on, as Docker's do, and contain the harness's pid.
std::string farm_id(std::size_t number, pid_t harness);

/// Returns the process that made the id; 0 for an id of no harness.
pid_t maker_of(std::string_view id);

/// Removes the containers of killed harnesses. Returns their number.
std::size_t remove_leftovers(const cgroup_tree& tree);

} // namespace docker_monitor::bench
