#pragma once

#include "fleet/nats_server.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace docker_monitor::app {

/// Passes on the log of the hub's own nats-server and finds in it which hosts do what they may not.
/// A host can cause any number of lines, so their number is limited.
class server_log {
 public:
  using clock = std::chrono::steady_clock;
  using write_line = std::function<void(fleet::log_level, const std::string&)>;
  using report_refusal = std::function<void(const std::string& public_key, const std::string& why)>;

  /// The maximum of lines in one period.
  static constexpr std::size_t max_lines = 50;
  /// A host is reported once in a period.
  static constexpr std::chrono::seconds period{10};

  server_log(write_line write, report_refusal report)
      : write_{std::move(write)}, report_{std::move(report)} {}

  /// Takes a line.
  void take(const fleet::log_entry& entry, clock::time_point now);

 private:
  write_line write_;
  report_refusal report_;
  clock::time_point begun_{};
  std::size_t lines_ = 0;                      ///< since `begun_`
  std::map<std::string, std::size_t> refused_; ///< refusals by public key, since `begun_`
};

} // namespace docker_monitor::app
