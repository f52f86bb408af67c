#pragma once

#include "terminal/view/listing.hpp"
#include "terminal/view/span.hpp"
#include "terminal/view/text.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace docker_monitor::terminal {

/// A column of the table.
enum class column_id : std::uint8_t {
  name,
  status,
  cpu,
  cpu_bar,
  cpu_past,
  memory,
  memory_limit,
  memory_share,
  memory_bar,
  network,
  block,
  pids,
  restarts,
  uptime,
};

/// The heading and layout of a column.
struct column {
  column_id id;
  std::string_view title;
  std::size_t width;
  side where;                        ///< the alignment of its texts
  std::optional<sort_key> sorted_by; ///< none: the table cannot be sorted by it
};

/// Returns the columns that fit into `width`, from left to right, chosen by priority. The name
/// takes the remaining width, up to `max_name`. Sparklines, bars and columns of lower priority
/// appear only where the longest name is shown in full. Never empty.
std::vector<column> columns_for(std::size_t width, std::size_t max_name);

/// Returns the head of the table with a mark at the column that sorts it.
line head_of(std::span<const column> columns, const selection& by);

/// Returns a line of the table; `now` is the server's time.
line row_of(
    std::span<const column> columns, const listed& what, const selection& by,
    std::chrono::system_clock::time_point now);

/// Returns the style of a state.
style style_of_state(std::string_view state);

/// Returns the style of a share (0 to 1) of a resource.
style style_of_share(std::optional<double> share);

/// Returns the CPU usage as a share of the container's limit, else of the whole machine.
std::optional<double> cpu_share(const container_row& row);

} // namespace docker_monitor::terminal
