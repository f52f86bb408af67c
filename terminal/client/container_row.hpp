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

/// Bytes that come and go, since a container started and per second now.
struct traffic {
  std::optional<double> in;  ///< received or read, bytes per second
  std::optional<double> out; ///< sent or written
  std::optional<std::uint64_t> in_total;
  std::optional<std::uint64_t> out_total;

  /// Both directions together; none where neither is known.
  [[nodiscard]] std::optional<double> rate() const;
};

/// One network interface of a container.
struct interface_row {
  std::string name;
  terminal::traffic traffic;
};

/// A container as the API's v2 tells of it, names made safe to print. What is absent there is none.
struct container_row {
  std::string id;
  std::string name;
  std::string image;
  std::string image_id;
  std::string status; ///< the engine's word
  std::string health;
  std::string project; ///< of compose; empty: of none
  std::string service;
  std::string source; ///< of the sample; empty where there is none
  std::string network_mode;
  std::vector<std::pair<std::string, std::string>> labels;
  std::optional<model::engine_time> started_at;
  std::optional<model::engine_time> finished_at;
  std::optional<model::engine_time> sampled_at;
  std::optional<std::int64_t> exit_code;
  std::optional<bool> oom_killed;
  std::optional<std::uint64_t> restarts;

  std::optional<double> cpu_percent;       ///< 100 per busy core
  std::optional<double> cpu_host_percent;  ///< of all cores
  std::optional<double> cpu_limit_percent; ///< 150: one and a half cores
  std::optional<double> cpu_seconds;
  std::optional<double> throttled_seconds;
  std::optional<double> memory_percent;
  std::optional<std::uint64_t> memory_bytes; ///< as docker stats counts: no inactive file cache
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

  /// True for the states in which processes may run, which the table shows by itself.
  [[nodiscard]] bool is_up() const;

  /// The state in a word or two: health where it runs and has one, `exited 137`.
  [[nodiscard]] std::string state() const;
};

/// Reads a container object. Members of a wrong type are as good as none; none at all where it has
/// neither id nor name.
std::optional<container_row> parse_row(const simdjson::dom::object& from);

/// Reads an array of them; none where `json` is no array.
std::optional<std::vector<container_row>> parse_rows(std::string_view json);

} // namespace docker_monitor::terminal
