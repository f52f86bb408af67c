#pragma once

#include "terminal/view/listing.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace docker_monitor::terminal {

/// A key of the view.
struct key {
  enum class name : std::uint8_t {
    character,
    up,
    down,
    page_up,
    page_down,
    home,
    end,
    enter,
    escape,
    backspace,
    other,
  };

  name what = name::other;
  std::string text{}; ///< of a character, UTF-8
};

/// The page on the screen.
enum class page : std::uint8_t {
  table,
  detail, ///< of the selected container
  alarms,
  alarm, ///< the selected alarm in full
  help,
};

/// The user's choices.
struct view_state {
  terminal::page page = page::table;
  terminal::page before = page::table; ///< where help returns to
  selection chosen{};
  bool typing = false;         ///< the filter is being typed
  std::string selected{};      ///< id of the container under the cursor; empty: the first
  std::size_t top = 0;         ///< the first visible line of the table
  std::string alarm{};         ///< id of the alarm under the cursor; empty: the newest
  std::size_t alarm_line = 0;  ///< where it was, for when it is in the list no more
  std::size_t alarm_top = 0;   ///< the first visible alarm
  std::size_t scroll = 0;      ///< of the other pages
  std::size_t page_lines = 20; ///< the number of visible lines of the page
};

/// An action that a key requests besides a change of the view.
enum class view_request : std::uint8_t {
  none,
  quit,
  detail, ///< a container was opened, so its details are needed
  alarm,  ///< an alarm was opened, so what the stream lacks of it is needed
};

/// Handles a key.
view_request press(view_state& view, const key& pressed, const overview& known);

/// Returns the line of the selected container; the first container if it is not there, none for an
/// empty list.
std::optional<std::size_t> selected_line(const view_state& view, const listing& of);

/// Returns the place of the selected alarm in the list; that of the one in its place if it is not
/// there, none for an empty list.
std::optional<std::size_t> selected_alarm(const view_state& view, const overview& known);

} // namespace docker_monitor::terminal
