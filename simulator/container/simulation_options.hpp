#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace docker_monitor::simulator {

/// The product whose API is imitated.
enum class engine_brand : std::uint8_t { docker, podman };

/// The position of the `stop` event of a stop.
enum class event_order : std::uint8_t {
  by_version,    ///< as in the imitated version
  die_then_stop, ///< kill, die, stop: 20.10
  stop_then_die, ///< kill, stop, die: 26.1 and later
};

/// An existing container outside the simulation, with a real cgroup and process.
struct given_container {
  std::string id;
  std::int32_t pid = 0;
};

/// The options of a simulated engine.
struct simulation_options {
  std::string socket_path;     ///< of the unix socket; empty: TCP on loopback, the kernel's port
  std::size_t containers = 12; ///< at the start
  /// Used instead: plain running containers `bench-00000`, … with these ids and pids.
  std::vector<given_container> given;
  bool lively = false;              ///< crashes, stops, pauses and the like happen by themselves
  std::uint64_t seed = 1;           ///< equal seeds and times give equal simulations
  std::string api_version = "1.45"; ///< 1.41 imitates 20.10, 1.45 26.1, 1.51 28.5, 1.52 29.0
  std::string min_api_version;      ///< empty: as in the imitated version
  std::chrono::milliseconds one_shot_delay{0};  ///< before a one-shot sample; 20.10 takes 950 ms
  std::chrono::milliseconds stats_period{1000}; ///< between the samples of a stats stream
  event_order order = event_order::by_version;
  engine_brand brand = engine_brand::docker;
  std::uint32_t cores = 4;                                 ///< of the simulated host
  std::uint64_t memory_bytes = 16ULL * 1024 * 1024 * 1024; ///< of the simulated host
  std::chrono::seconds incident_interval{150}; ///< mean time between incidents of one container
};

} // namespace docker_monitor::simulator
