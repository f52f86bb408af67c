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

/// How it stands with the instance that is asked.
struct connection_state {
  std::string where;   ///< its address
  std::string host;    ///< the machine's name
  bool live = false;   ///< the stream is open
  std::string problem; ///< why it is not
  std::optional<steady_time> next_try;
};

/// All that a picture is drawn from beside the view.
struct scene {
  const overview& known;
  const connection_state& connection;
  moment now;
  std::size_t width = 80;
  std::size_t height = 24;
  bool unicode = true; ///< else ASCII only
};

/// What a terminal shows: at most `height` lines of at most `width` columns.
struct picture {
  std::vector<line> lines;
  view_state view; ///< as it was, with the places of cursor and scrolling that fit
};

/// The screen for a view.
picture draw(const view_state& view, const scene& from);

// The parts of it.

/// The lines above: instance and host, what the machine uses, and what is wrong, if something is.
std::vector<line> draw_header(const scene& from);

/// The table in so many lines, its head included.
std::vector<line> draw_table(view_state& view, const scene& from, std::size_t height);

/// All that is known of the selected container, as many lines as it takes.
std::vector<line> draw_detail(const view_state& view, const scene& from);

/// The list of alarms, as many lines as it takes.
std::vector<line> draw_alarms(const scene& from);

/// The keys.
std::vector<line> draw_help();

/// The newest open alarm and how many there are.
line draw_alarm_line(const scene& from);

/// One alarm in a line: its age, severity, state, whom it is about unless `about_one`, and why.
line draw_alarm(const model::alarm& alarm, const scene& from, bool about_one);

/// Now by the server's clock, which ages are told by.
std::chrono::system_clock::time_point server_now(const scene& from);

/// True where the values are not those of now.
bool is_stale(const scene& from);

} // namespace docker_monitor::terminal
