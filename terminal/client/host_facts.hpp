#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace simdjson::dom {
class object;
}

namespace docker_monitor::terminal {

/// The machine and its engine.
struct host_facts {
  std::string name;   ///< as its alarms have it; empty where it is not known
  bool demo = false;  ///< its containers are simulated
  std::string engine; ///< name and version, as far as known
  std::string version;
  std::string problem; ///< why the engine does not answer; empty where it does
  bool connected = false;
  std::optional<std::uint64_t> cores;
  std::optional<std::uint64_t> memory_bytes;
  std::optional<double> cpu_percent;      ///< 100 per busy core
  std::optional<double> cpu_host_percent; ///< of all cores
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_used; ///< not available to new programs
  std::optional<double> load_1m;            ///< average number of tasks that run or wait for disks
  std::optional<double> load_5m;
  std::optional<double> load_15m;
  std::chrono::nanoseconds interval{0}; ///< between samples; 0: not known

  /// Returns true for the hub of a fleet, which has hosts and no engine.
  [[nodiscard]] bool is_hub() const;

  /// Returns what is wrong while it is not connected, as a clause.
  [[nodiscard]] std::string_view disconnected_clause() const;

  /// Returns the maximum age of the newest sample while the engine is connected.
  [[nodiscard]] std::chrono::nanoseconds max_age() const;
};

/// Reads the API's host object, which every member may lack.
host_facts read_host(const simdjson::dom::object& from);

/// Parses the API's host object. Returns none for anything else.
std::optional<host_facts> parse_host(std::string_view json);

} // namespace docker_monitor::terminal
