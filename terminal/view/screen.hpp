#pragma once

#include "terminal/client/overview.hpp"
#include "terminal/view/span.hpp"
#include "terminal/view/view_state.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::terminal {

/// The state of the connection to the instance.
struct connection_state {
  std::string where;   ///< its address
  std::string host;    ///< the machine's name, where the instance tells none
  bool live = false;   ///< the stream is open
  std::string problem; ///< why it is closed
  std::optional<steady_time> next_try;
};

/// The input of a picture besides the view.
struct scene {
  const overview& known;
  const connection_state& connection;
  moment now;
  std::size_t width = 80;
  std::size_t height = 24;
  bool unicode = true; ///< else ASCII only
};

/// The contents of a terminal: at most `height` lines of at most `width` columns.
struct picture {
  std::vector<line> lines;
  view_state view; ///< the view with cursor and scroll positions adjusted
};

/// Draws the screen of a view.
picture draw(const view_state& view, const scene& from);

// The parts of the screen.

/// Draws the lines on top: instance and host, the machine's usage, and the current problem, if any.
std::vector<line> draw_header(const scene& from);

/// Draws the current problem in one line; empty for none.
line draw_problem(const scene& from);

/// Draws the table in this many lines, including its head.
std::vector<line> draw_table(view_state& view, const scene& from, std::size_t height);

/// Draws the details of the selected container, in any number of lines.
std::vector<line> draw_detail(const view_state& view, const scene& from);

/// Draws the list of alarms in this many lines, including its head.
std::vector<line> draw_alarms(view_state& view, const scene& from, std::size_t height);

/// Draws all that is known of the selected alarm, in any number of lines.
std::vector<line> draw_alarm_detail(const view_state& view, const scene& from);

/// Draws the help with the keys.
std::vector<line> draw_help(const scene& from);

/// Draws the newest open alarm and their number.
line draw_alarm_line(const scene& from);

/// Draws one alarm in a line: age, severity, state, subject unless `about_one`, and description.
line draw_alarm(const shown_alarm& alarm, const scene& from, bool about_one);

/// Returns the first visible line of a list such that the cursor is visible, with the least
/// movement from the line `before`. `rows` is the number of visible lines, at least 1.
std::size_t top_for(std::size_t before, std::size_t cursor, std::size_t lines, std::size_t rows);

/// Gives a row of a list the look of the one under the cursor, over the whole width.
void show_cursor(line& row, std::size_t width);

/// Returns a time with its zone and its age: `2026-11-22 11:28:00 +0100 (2m0s ago)`.
std::string time_and_age(model::engine_time time, const scene& from);

/// Returns the current time of the server's clock, for ages.
std::chrono::system_clock::time_point server_now(const scene& from);

/// Returns true where the values are not current.
bool is_stale(const scene& from);

} // namespace docker_monitor::terminal
