#pragma once

#include "terminal/client/overview.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// What a table is sorted by, in the order of its columns.
enum class sort_key : std::uint8_t {
  name,
  status,
  cpu,
  memory,
  network,
  block,
  pids,
  restarts,
  uptime,
};

inline constexpr std::size_t sort_keys = 9;

/// Which containers a table shows, and in which order.
struct selection {
  sort_key sort = sort_key::cpu;
  bool reversed = false; ///< against what is usual: names and states from a, figures from the most
  bool grouped = false;  ///< by compose project
  bool all = false;      ///< stopped ones, too
  std::string filter{};  ///< part of a name, image, project or status, or the beginning of an id
};

/// A line of the table: a container, or the head of a group with its totals in `row`.
struct listed {
  const container_entry* entry = nullptr; ///< null: a group
  container_row total{};                  ///< of a group; its name is that of the project
  std::size_t members = 0;                ///< of a group
};

/// What is shown, of how many that could be.
struct listing {
  std::vector<listed> lines;
  std::size_t shown = 0; ///< containers among the lines
  std::size_t known = 0; ///< without the filter
};

/// The lines a selection makes of what is known. They refer to `from`.
listing list(const overview& from, const selection& by);

/// True where a filter's text lets a container pass.
bool passes(const container_row& row, std::string_view filter);

} // namespace docker_monitor::terminal
