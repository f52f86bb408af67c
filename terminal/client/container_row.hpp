#pragma once

#include "model/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace simdjson::dom {
class object;
} // namespace simdjson::dom

namespace docker_monitor::terminal {

/// Bytes in both directions: the totals since the container's start and the current rates.
struct traffic {
  std::optional<double> in;  ///< received or read, bytes per second
  std::optional<double> out; ///< sent or written
  std::optional<std::uint64_t> in_total;
  std::optional<std::uint64_t> out_total;

  /// Returns the sum of both rates; none where neither is known.
  [[nodiscard]] std::optional<double> rate() const;
};

/// One network interface of a container.
struct interface_row {
  std::string name;
  terminal::traffic traffic;
};

/// A container object of API v2, with names made safe to print. Members absent there are empty
/// here.
struct container_row {
  std::string id;   ///< on a hub `host/id`, since two hosts may have the same ids
  std::string name; ///< on a hub `host/name`
  std::string image;
  std::string image_id;
  std::string status; ///< the engine's status
  std::string health;
  std::string project; ///< of compose; empty for none
  std::string service;
  std::string source; ///< of the sample; empty without one
  std::string network_mode;
  std::vector<std::pair<std::string, std::string>> labels;
  std::optional<model::engine_time> started_at;
  std::optional<model::engine_time> finished_at;
  std::optional<model::engine_time> sampled_at;
  std::optional<std::int64_t> exit_code;
  std::optional<bool> oom_killed;
  bool in_crash_loop = false; ///< by its open alarms, which are not part of the object
  bool host_lost = false;     ///< by the open alarms of a hub: all else is as last known
  std::optional<std::uint64_t> restarts;

  std::optional<double> cpu_percent;       ///< 100 per busy core
  std::optional<double> cpu_host_percent;  ///< of all cores
  std::optional<double> cpu_limit_percent; ///< 150: one and a half cores
  std::optional<double> cpu_seconds;
  std::optional<double> throttled_seconds;
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_bytes; ///< as in docker stats: no inactive file cache
  std::optional<std::uint64_t> memory_limit;
  std::optional<std::uint64_t> memory_rss;
  std::optional<std::uint64_t> memory_cache;
  std::optional<std::uint64_t> memory_swap;
  std::optional<std::uint64_t> oom_kills;
  std::vector<interface_row> interfaces;
  traffic network; ///< of all interfaces
  traffic block;
  std::optional<std::uint64_t> pids;
  std::optional<std::uint64_t> pids_limit;

  /// Returns true for the states in which processes may run. The table shows only these by default.
  [[nodiscard]] bool is_up() const;

  /// Returns the state in a word or two: `crash loop`, health where it runs and has one,
  /// `exited 137`.
  [[nodiscard]] std::string state() const;
};

/// The id of a container as its host knows it. The host is empty but on a hub.
struct local_id {
  std::string_view host;
  std::string_view id;
};

/// Returns the parts of the id of a row or an alarm, and refers to it.
local_id local_id_of(std::string_view id);

/// Reads a container object. A member of a wrong type counts as absent. Returns none where it has
/// neither id nor name.
std::optional<container_row> parse_row(const simdjson::dom::object& from);

/// Reads an array of container objects. Returns none where `json` is not an array.
std::optional<std::vector<container_row>> parse_rows(std::string_view json);

} // namespace docker_monitor::terminal
