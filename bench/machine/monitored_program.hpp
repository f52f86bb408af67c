#pragma once

#include "bench/load/http_call.hpp"
#include "bench/machine/launched_program.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// Where the program keeps data of that engine: beside its socket, with which it is removed.
std::string data_directory_of(const std::string& docker_host);

/// docker-monitor as it is measured: started with the `log:` sink on a free port, nothing asked of
/// it but whether it is ready.
class monitored_program {
 public:
  /// Starts it, with these arguments more, and waits until `/readyz` says 200: on the unix socket
  /// that they have it listen on beside its port, where there is one. Throws `harness_error` where
  /// that takes more than a minute.
  monitored_program(
      const cgroup_tree& tree, const std::string& path, const std::string& docker_host,
      std::chrono::milliseconds interval, const std::vector<std::string>& more = {});

  /// From just before the fork to the first 200.
  [[nodiscard]] std::chrono::nanoseconds start_time() const { return start_time_; }

  [[nodiscard]] const http_address& address() const { return address_; }

  [[nodiscard]] const launched_program& process() const { return process_; }

  /// When the next line with `text` is there to be read on its standard output; throws
  /// `harness_error` where none comes in ten seconds.
  std::chrono::steady_clock::time_point await_alarm(const std::string& text);

 private:
  void await_ready(const std::vector<std::string>& arguments);

  line_pipe out_;
  line_pipe err_;
  launched_program process_;
  http_address address_;
  std::chrono::nanoseconds start_time_{0};
};

} // namespace docker_monitor::bench
