#pragma once

#include "terminal/client/overview.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// The sort keys, in the order of their columns.
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

/// The selection of containers and their order.
struct selection {
  sort_key sort = sort_key::cpu;
  bool reversed = false; ///< against the default: names and states from a, numbers from the largest
  bool grouped = false;  ///< by compose project
  bool all = false;      ///< includes stopped containers
  std::string filter{};  ///< part of a name, image, project or status, or prefix of an id
};

/// A line of the table: a container, or the head of a group with its totals in `row`.
struct listed {
  const container_entry* entry = nullptr; ///< null: a group
  container_row total{};                  ///< of a group; its name is the project's
  std::size_t members = 0;                ///< of a group
};

/// The lines shown, and the numbers of containers.
struct listing {
  std::vector<listed> lines;
  std::size_t shown = 0; ///< containers among the lines
  std::size_t known = 0; ///< without the filter
};

/// Returns the lines of a selection. They refer to `from`.
listing list(const overview& from, const selection& by);

/// Returns the column of a word of `--sort`; none for an unknown word.
std::optional<sort_key> parse_sort_key(std::string_view word);

/// Sorts rows as `list` does.
void sort_rows(std::vector<container_row>& rows, sort_key by);

/// Sorts rows as the page does: those in trouble first, the worst of them at the top, and others by
/// their names.
void sort_by_trouble(std::vector<container_row>& rows);

/// Returns true where a container matches a filter's text.
bool passes(const container_row& row, std::string_view filter);

} // namespace docker_monitor::terminal
