#include "terminal/view/view_state.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

namespace docker_monitor::terminal {

namespace {

using name = key::name;

/// Moves the cursor by this number of containers. Skips heads of groups.
void move(view_state& view, const overview& known, std::ptrdiff_t by) {
  const auto lines = list(known, view.chosen);
  std::vector<const container_entry*> entries;
  std::ptrdiff_t at = 0;
  for (const auto& line : lines.lines) {
    if (!line.entry)
      continue;
    if (line.entry->row.id == view.selected)
      at = std::ssize(entries);
    entries.push_back(line.entry);
  }
  if (entries.empty())
    return;
  const auto to = std::clamp<std::ptrdiff_t>(at + by, 0, std::ssize(entries) - 1);
  view.selected = entries[static_cast<std::size_t>(to)]->row.id;
}

/// Moves the cursor by this number of alarms.
void move_alarm(view_state& view, const overview& known, std::ptrdiff_t by) {
  const auto cursor = selected_alarm(view, known);
  if (!cursor)
    return;
  const auto& alarms = known.alarms();
  const auto to = std::clamp<std::ptrdiff_t>(
      static_cast<std::ptrdiff_t>(*cursor) + by, 0, std::ssize(alarms) - 1);
  view.alarm_line = static_cast<std::size_t>(to);
  view.alarm = alarms[view.alarm_line].id;
}

void scroll(view_state& view, std::ptrdiff_t by) {
  const auto to = static_cast<std::ptrdiff_t>(view.scroll) + by;
  view.scroll = static_cast<std::size_t>(std::max<std::ptrdiff_t>(to, 0));
}

void go(view_state& view, const overview& known, std::ptrdiff_t by) {
  if (view.page == page::table)
    move(view, known, by);
  else if (view.page == page::alarms)
    move_alarm(view, known, by);
  else
    scroll(view, by);
}

void show(view_state& view, page what) {
  if (what == page::help)
    view.before = view.page;
  view.page = what;
  view.scroll = 0;
}

void type(view_state& view, const key& pressed) {
  auto& filter = view.chosen.filter;
  switch (pressed.what) {
  case name::character:
    filter += pressed.text;
    break;
  case name::backspace:
    while (!filter.empty() && (static_cast<unsigned char>(filter.back()) & 0xC0U) == 0x80)
      filter.pop_back();
    if (!filter.empty())
      filter.pop_back();
    break;
  case name::enter:
    view.typing = false;
    break;
  case name::escape:
    view.typing = false;
    filter.clear();
    break;
  default:
    break;
  }
}

std::optional<sort_key> sort_of(char letter) {
  switch (letter) {
  case 'N':
    return sort_key::name;
  case 's':
    return sort_key::status;
  case 'c':
    return sort_key::cpu;
  case 'm':
    return sort_key::memory;
  case 'n':
    return sort_key::network;
  case 'b':
    return sort_key::block;
  case 'p':
    return sort_key::pids;
  case 'u':
    return sort_key::uptime;
  default:
    return std::nullopt;
  }
}

void sort(selection& chosen, sort_key by) {
  chosen.reversed = false;
  chosen.sort = by;
}

/// Handles the letters that have a meaning in the table only.
void choose(view_state& view, char letter) {
  auto& chosen = view.chosen;
  const auto column = static_cast<std::size_t>(chosen.sort);
  if (const auto by = sort_of(letter))
    sort(chosen, *by);
  else if (letter == '<')
    sort(chosen, static_cast<sort_key>((column + sort_keys - 1) % sort_keys));
  else if (letter == '>')
    sort(chosen, static_cast<sort_key>((column + 1) % sort_keys));
  else if (letter == 'r')
    chosen.reversed = !chosen.reversed;
  else if (letter == 'g')
    chosen.grouped = !chosen.grouped;
  else if (letter == 'a')
    chosen.all = !chosen.all;
  else if (letter == '/')
    view.typing = true;
}

/// Opens the list of alarms with the cursor on the newest, goes back to it from one of its alarms,
/// or closes it.
void toggle_alarms(view_state& view, const overview& known) {
  if (view.page == page::table || view.page == page::detail) {
    view.alarm = known.alarms().empty() ? "" : known.alarms().front().id;
    view.alarm_line = view.alarm_top = 0;
  }
  show(view, view.page == page::alarms ? page::table : page::alarms);
}

view_request press_letter(view_state& view, char letter, const overview& known) {
  switch (letter) {
  case 'q':
    return view_request::quit;
  case '?':
  case 'h':
    show(view, view.page == page::help ? view.before : page::help);
    break;
  case 'A':
    toggle_alarms(view, known);
    break;
  case 'j':
    go(view, known, 1);
    break;
  case 'k':
    go(view, known, -1);
    break;
  default:
    if (view.page == page::table)
      choose(view, letter);
  }
  return view_request::none;
}

view_request open_alarm(view_state& view, const overview& known) {
  const auto cursor = selected_alarm(view, known);
  if (!cursor)
    return view_request::none;
  view.alarm = known.alarms()[*cursor].id;
  view.alarm_line = *cursor;
  show(view, page::alarm);
  return view_request::alarm;
}

view_request open(view_state& view, const overview& known) {
  if (view.page == page::alarms)
    return open_alarm(view, known);
  if (view.page != page::table)
    return view_request::none;
  const auto shown = list(known, view.chosen);
  const auto cursor = selected_line(view, shown);
  if (!cursor)
    return view_request::none;
  view.selected = shown.lines[*cursor].entry->row.id;
  show(view, page::detail);
  return view_request::detail;
}

void go_back(view_state& view) {
  if (view.page == page::help)
    show(view, view.before);
  else if (view.page == page::alarm)
    show(view, page::alarms);
  else if (view.page != page::table)
    show(view, page::table);
  else
    view.chosen.filter.clear();
}

} // namespace

view_request press(view_state& view, const key& pressed, const overview& known) {
  constexpr auto far = std::ptrdiff_t{1} << 40;
  const auto screenful = static_cast<std::ptrdiff_t>(std::max<std::size_t>(view.page_lines, 2)) - 1;
  switch (pressed.what) {
  case name::up:
    go(view, known, -1);
    return view_request::none;
  case name::down:
    go(view, known, 1);
    return view_request::none;
  case name::page_up:
    go(view, known, -screenful);
    return view_request::none;
  case name::page_down:
    go(view, known, screenful);
    return view_request::none;
  case name::home:
    go(view, known, -far);
    return view_request::none;
  case name::end:
    go(view, known, far);
    return view_request::none;
  default:
    break;
  }
  if (view.typing) {
    type(view, pressed);
    return view_request::none;
  }
  switch (pressed.what) {
  case name::enter:
    return open(view, known);
  case name::escape:
  case name::backspace:
    go_back(view);
    return view_request::none;
  case name::character:
    return pressed.text.size() == 1 ? press_letter(view, pressed.text.front(), known)
                                    : view_request::none;
  default:
    return view_request::none;
  }
}

std::optional<std::size_t> selected_line(const view_state& view, const listing& of) {
  std::optional<std::size_t> first;
  for (std::size_t i = 0; i < of.lines.size(); ++i) {
    if (!of.lines[i].entry)
      continue;
    if (of.lines[i].entry->row.id == view.selected)
      return i;
    if (!first)
      first = i;
  }
  return first;
}

std::optional<std::size_t> selected_alarm(const view_state& view, const overview& known) {
  const auto& alarms = known.alarms();
  if (alarms.empty())
    return std::nullopt;
  if (view.alarm.empty())
    return 0;
  const auto found = std::ranges::find(alarms, view.alarm, &model::alarm::id);
  return found != alarms.end() ? static_cast<std::size_t>(found - alarms.begin())
                               : std::min(view.alarm_line, alarms.size() - 1);
}

} // namespace docker_monitor::terminal
