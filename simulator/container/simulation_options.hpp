#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace docker_monitor::simulator {

/// Whose Docker-compatible API is imitated.
enum class engine_brand : std::uint8_t { docker, podman };

/// Where the `stop` event of a stop comes.
enum class event_order : std::uint8_t {
  by_version,    ///< as the imitated version has it
  die_then_stop, ///< kill, die, stop: 20.10
  stop_then_die, ///< kill, stop, die: 26.1 and later
};

/// A container that exists beyond the simulation: somebody made its cgroup and runs its process.
struct given_container {
  std::string id;
  std::int32_t pid = 0;
};

/// How a simulated engine starts.
struct simulation_options {
  std::string socket_path;     ///< of the unix socket; empty: TCP on loopback, the kernel's port
  std::size_t containers = 12; ///< at the start
  /// Instead of those: plain running containers `bench-00000`, … with these ids and pids.
  std::vector<given_container> given;
  bool lively = false;              ///< crashes, stops, pauses and the like happen by themselves
  std::uint64_t seed = 1;           ///< the same seed and the same times give the same life
  std::string api_version = "1.45"; ///< 1.41 imitates 20.10, 1.45 26.1, 1.51 28.5, 1.52 29.0
  std::string min_api_version;      ///< empty: as the imitated version has it
  std::chrono::milliseconds one_shot_delay{0};  ///< before a one-shot sample; 20.10 takes 950 ms
  std::chrono::milliseconds stats_period{1000}; ///< between the samples of a stats stream
  event_order order = event_order::by_version;
  engine_brand brand = engine_brand::docker;
  std::uint32_t cores = 4;                                 ///< of the simulated host
  std::uint64_t memory_bytes = 16ULL * 1024 * 1024 * 1024; ///< of the simulated host
  std::chrono::seconds incident_interval{150}; ///< mean time between incidents of one container
};

} // namespace docker_monitor::simulator
