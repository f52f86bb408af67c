#include "terminal/view/columns.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"

#include <algorithm>

namespace docker_monitor::terminal {

namespace {

/// Returns the text for an empty table.
std::string why_empty(const view_state& view, const listing& all, const overview& known) {
  if (!known.host())
    return "waiting for the first values";
  if (all.known > 0)
    return "no container matches the filter";
  return view.chosen.all || known.containers().empty()
             ? "there are no containers"
             : "no container runs; a shows the stopped ones";
}

} // namespace

std::vector<line> draw_table(view_state& view, const scene& from, std::size_t height) {
  std::vector<line> lines;
  if (height == 0)
    return lines;
  const auto all = list(from.known, view.chosen);
  std::size_t longest = 4;
  for (const auto& one : all.lines)
    longest = std::max(
        longest, one.entry ? width_of(one.entry->row.name) + (view.chosen.grouped ? 2 : 0)
                           : width_of(one.total.name) + 6);
  const auto columns = columns_for(from.width, longest + 1);
  auto head = head_of(columns, view.chosen);
  pad(head, from.width, {.underline = true});
  lines.push_back(std::move(head));
  const auto rows = height - 1;
  view.page_lines = rows;
  const auto cursor = selected_line(view, all);
  if (!cursor) {
    line empty;
    add(empty, why_empty(view, all, from.known), {.dim = true});
    lines.push_back(std::move(empty));
    view.top = 0;
    return lines;
  }
  // The head of the first group scrolls with its first container.
  const bool at_first = *cursor == 1 && !all.lines.front().entry;
  view.top =
      rows == 0 ? 0 : top_for(view.top, at_first && rows > 1 ? 0 : *cursor, all.lines.size(), rows);
  const auto stale = is_stale(from);
  for (auto i = view.top; i < all.lines.size() && lines.size() < height; ++i) {
    auto row = row_of(columns, all.lines[i], view.chosen, server_now(from));
    if (stale || (all.lines[i].entry && all.lines[i].entry->row.host_lost))
      restyle(row, [](style& look) { look = {.dim = true}; });
    if (i == *cursor)
      show_cursor(row, from.width);
    lines.push_back(std::move(row));
  }
  return lines;
}

} // namespace docker_monitor::terminal
