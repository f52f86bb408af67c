#pragma once

#include "terminal/view/listing.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace docker_monitor::terminal {

/// A key as the view knows it.
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

/// What fills the screen.
enum class page : std::uint8_t { table, detail, alarms, help };

/// What the person in front of the screen has chosen.
struct view_state {
  terminal::page page = page::table;
  terminal::page before = page::table; ///< where help returns to
  selection chosen{};
  bool typing = false;         ///< the filter
  std::string selected{};      ///< id of the container under the cursor; empty: the first
  std::size_t top = 0;         ///< the first line of the table that is seen
  std::size_t scroll = 0;      ///< of the other pages
  std::size_t page_lines = 20; ///< how many lines of the page are seen
};

/// What a key asks for beyond another view.
enum class wish : std::uint8_t {
  none,
  quit,
  detail, ///< the selected container was opened: what else is known of it is wanted
};

/// What a key does.
wish press(view_state& view, const key& pressed, const overview& known);

/// Where the selected container is among the lines; the first container where it is not there, none
/// where there is none.
std::optional<std::size_t> selected_line(const view_state& view, const listing& of);

} // namespace docker_monitor::terminal
