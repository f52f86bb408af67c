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
enum class page : std::uint8_t { table, detail, alarms, help };

/// The user's choices.
struct view_state {
  terminal::page page = page::table;
  terminal::page before = page::table; ///< where help returns to
  selection chosen{};
  bool typing = false;         ///< the filter is being typed
  std::string selected{};      ///< id of the container under the cursor; empty: the first
  std::size_t top = 0;         ///< the first visible line of the table
  std::size_t scroll = 0;      ///< of the other pages
  std::size_t page_lines = 20; ///< the number of visible lines of the page
};

/// An action that a key requests besides a change of the view.
enum class wish : std::uint8_t {
  none,
  quit,
  detail, ///< a container was opened, so its details are needed
};

/// Handles a key.
wish press(view_state& view, const key& pressed, const overview& known);

/// Returns the line of the selected container; the first container if it is not there, none for an
/// empty list.
std::optional<std::size_t> selected_line(const view_state& view, const listing& of);

} // namespace docker_monitor::terminal
