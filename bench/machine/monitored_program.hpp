#pragma once

#include "bench/load/http_call.hpp"
#include "bench/machine/launched_program.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace docker_monitor::bench {

/// Returns the program's data directory for that engine: beside its socket, and removed with it.
std::string data_directory_of(const std::string& docker_host);

/// The measured docker-monitor: started with the `log:` sink on a free port. The only request is
/// for its readiness.
class monitored_program {
 public:
  /// Starts it with these additional arguments and waits for a 200 of `/readyz`, on the unix socket
  /// of the arguments if they name one. Throws `harness_error` after a minute.
  monitored_program(
      const cgroup_tree& tree, const std::string& path, const std::string& docker_host,
      std::chrono::milliseconds interval, const std::vector<std::string>& more = {});

  /// Returns the time from just before the fork to the first 200.
  [[nodiscard]] std::chrono::nanoseconds start_time() const { return start_time_; }

  [[nodiscard]] const http_address& address() const { return address_; }

  [[nodiscard]] const launched_program& process() const { return process_; }

  /// Waits for a line with `text` on its standard output and returns its time. Throws
  /// `harness_error` after ten seconds.
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
