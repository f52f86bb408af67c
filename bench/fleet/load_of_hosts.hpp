#pragma once

#include <cstddef>
#include <functional>
#include <string>

namespace docker_monitor::bench {

/// What a fleet of hosts does.
struct fleet_load_options {
  std::string files;           ///< directory of the fleet files; each is a host
  std::size_t containers = 50; ///< of each host
  double busy = 1;             ///< share of the containers that change each second
  std::size_t seconds = 60;
  std::size_t alarms = 0; ///< per second, from one host after the other
  /// Messages per second that the first host sends too many; it does so every other ten seconds.
  std::size_t flood = 0;
  /// Takes what happened: JSON objects, one per line.
  std::function<void(const std::string&)> report{};
};

/// Connects all hosts, prepares their documents and sends them: each host its whole state in the
/// first second and in one of each sixty, its changes in all others, at an instant of its own
/// within the second. Sends the whole state where the hub asks for it. Everything happens in the
/// calling thread. Throws `harness_error`, also when a connection is lost.
///
/// Reports `{"connected","seconds"}`, `{"start"}` (Unix time), and then for each second
/// `{"second","messages","samples","bytes","lateMs","asked","flooding","held","alarmMs",
/// "alarmsLost"}`. `samples` and `messages` include those of the flood; `held` counts its messages
/// that were not sent because its connection was full. `alarmMs` are the times from an alarm to
/// the hub's answer.
void imitate_hosts(const fleet_load_options& options);

} // namespace docker_monitor::bench
