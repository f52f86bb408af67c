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

/// How a column is headed and laid out.
struct column {
  column_id id;
  std::string_view title;
  std::size_t width;
  side where;                        ///< its texts are at
  std::optional<sort_key> sorted_by; ///< none: the table can't be sorted by it
};

/// The columns that fit side by side into `width`, from left to right, the most wanted ones first
/// of all; the name takes what is left, up to the `longest` name. Sparklines, bars
/// and all that is wanted less come only where that is whole. Never none.
std::vector<column> columns_for(std::size_t width, std::size_t max_name);

/// The head of the table. The column that it is sorted by is marked.
line head_of(std::span<const column> columns, const selection& by);

/// A line of the table; `now` by the server's clock.
line row_of(
    std::span<const column> columns, const listed& what, const selection& by,
    std::chrono::system_clock::time_point now);

/// The look of a state's word.
style look_of_state(std::string_view state);

/// The look of a share (0 to 1) of what there is.
style look_of_share(std::optional<double> share);

/// CPU as a share of the container's limit, else of one core.
std::optional<double> cpu_share(const container_row& row);

} // namespace docker_monitor::terminal
