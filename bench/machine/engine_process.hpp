#pragma once

#include "bench/machine/cgroup_farm.hpp"
#include "bench/machine/launched_program.hpp"
#include "simulator/private_socket.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::bench {

/// A simulated engine, in a process of its own, with a farm's containers.
class engine_process {
 public:
  /// Throws `harness_error`.
  engine_process(const cgroup_tree& tree, const std::vector<farm_container>& containers);

  /// Returns the address in the form of DOCKER_HOST.
  [[nodiscard]] const std::string& docker_host() const { return helper_.greeting(); }

  [[nodiscard]] std::string socket_path() const { return socket_.path(); }

  [[nodiscard]] std::chrono::nanoseconds cpu_time() const { return helper_.cpu_time(); }

  /// Sends a command such as `/containers/bench-00000/pause`. Throws where it is refused.
  void order(std::string_view target) const;

  /// Returns the number of requests so far, by route.
  [[nodiscard]] std::map<std::string, std::uint64_t> calls() const;

 private:
  simulator::private_socket socket_;
  forked_helper helper_;
};

} // namespace docker_monitor::bench
