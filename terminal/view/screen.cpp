#include "terminal/view/screen.hpp"

#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::terminal {

namespace {

/// Returns the line of keys, or of the typed filter.
line draw_foot(const view_state& view, const scene& from) {
  line foot;
  const style dim{.dim = true};
  if (view.page == page::help) {
    add(foot, "Esc back  q quit", dim);
    return foot;
  }
  if (view.page != page::table) {
    add(foot,
        view.page == page::alarms ? "Esc back  Enter in full  arrows choose  ? help  q quit"
                                  : "Esc back  arrows scroll  ? help  q quit",
        dim);
    return foot;
  }
  const auto& chosen = view.chosen;
  if (view.typing || !chosen.filter.empty()) {
    const auto shown = list(from.known, chosen);
    add(foot, "filter: ", {.bold = true});
    add(foot, clean(chosen.filter));
    if (view.typing)
      add(foot, " ", {.reverse = true});
    add(foot, "  " + std::to_string(shown.shown) + " of " + std::to_string(shown.known));
    add(foot, view.typing ? "  Enter keeps, Esc clears" : "  / changes, Esc clears", dim);
    return foot;
  }
  add(foot, "? help  / filter  < > sort  Enter detail  A alarms  ", dim);
  add(foot, "g group", {.bold = chosen.grouped, .dim = !chosen.grouped});
  add(foot, "  ", dim);
  add(foot, "a all", {.bold = chosen.all, .dim = !chosen.all});
  add(foot, "  q quit", dim);
  return foot;
}

/// Returns the visible part of `content`.
std::vector<line> scrolled(view_state& view, std::vector<line> content, std::size_t height) {
  const auto last = content.size() > height ? content.size() - height : 0;
  view.scroll = std::min(view.scroll, last);
  content.erase(content.begin(), content.begin() + static_cast<std::ptrdiff_t>(view.scroll));
  if (content.size() > height)
    content.resize(height);
  return content;
}

std::vector<line> draw_page(view_state& view, const scene& from, std::size_t height) {
  view.page_lines = height;
  switch (view.page) {
  case page::table:
    return draw_table(view, from, height);
  case page::detail:
    return scrolled(view, draw_detail(view, from), height);
  case page::alarms:
    return draw_alarms(view, from, height);
  case page::alarm:
    return scrolled(view, draw_alarm_detail(view, from), height);
  case page::help:
    break;
  }
  return scrolled(view, draw_help(from), height);
}

} // namespace

std::chrono::system_clock::time_point server_now(const scene& from) {
  return from.known.server_time(from.now.wall);
}

std::size_t top_for(std::size_t before, std::size_t cursor, std::size_t lines, std::size_t rows) {
  const auto last_top = lines > rows ? lines - rows : 0;
  auto top = std::min(before, last_top);
  if (cursor < top)
    top = cursor;
  if (cursor >= top + rows)
    top = cursor - rows + 1;
  return top;
}

void show_cursor(line& row, std::size_t width) {
  pad(row, width);
  restyle(row, [](style& look) {
    look.reverse = true;
    look.dim = false;
  });
}

std::string time_and_age(model::engine_time time, const scene& from) {
  return local_time(time) + " (" + brief_time(server_now(from) - time) + " ago)";
}

bool is_stale(const scene& from) {
  return !from.connection.live || from.known.silent_for(from.now.steady).has_value();
}

picture draw(const view_state& view, const scene& from) {
  picture made{.lines = {}, .view = view};
  if (from.width == 0 || from.height == 0)
    return made;
  // On a low screen the table has priority.
  constexpr std::size_t low = 10;
  constexpr std::size_t very_low = 6;
  std::vector<line> head;
  std::vector<line> feet;
  if (from.height >= very_low) {
    head = draw_header(from);
    feet.push_back(draw_alarm_line(from));
  } else if (auto problem = draw_problem(from); !problem.empty() && from.height >= 3) {
    head.push_back(std::move(problem));
  }
  if (from.height < low && head.size() > 1)
    head.erase(std::next(head.begin())); // the machine's usage
  if (from.height >= low || view.typing || !view.chosen.filter.empty())
    feet.push_back(draw_foot(made.view, from));
  while (head.size() + feet.size() + 1 > from.height && !feet.empty())
    feet.erase(feet.begin());
  const auto left = from.height - std::min(from.height, head.size() + feet.size());
  auto body = draw_page(made.view, from, left);
  body.resize(left);
  append(made.lines, std::move(head));
  append(made.lines, std::move(body));
  append(made.lines, std::move(feet));
  for (auto& one : made.lines) {
    cut(one, from.width); // draws an ellipsis
    if (!from.unicode)
      for (auto& part : one)
        part.text = to_ascii(part.text);
  }
  return made;
}

} // namespace docker_monitor::terminal
