#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace docker_monitor::terminal {

std::vector<line> draw_help(const scene& from) {
  using entry = std::pair<std::string_view, std::string_view>;
  constexpr std::array entries{
      entry{"arrows, j k", "choose a container or an alarm, or scroll"},
      entry{"PgUp PgDn", "a screen up, down"},
      entry{"Home End", "the first, the last"},
      entry{"Enter", "all about the container or the alarm"},
      entry{"Esc", "back; on the table: no filter"},
      entry{"", ""},
      entry{"c m n b p u", "sort by CPU, memory, network, block I/O, pids, uptime"},
      entry{"N s", "sort by name, by status"},
      entry{"< >", "sort by the column to the left, to the right"},
      entry{"r", "the other way round"},
      entry{"/", "filter by a part of name, image, project or status"},
      entry{"g", "group by compose project, with totals"},
      entry{"a", "stopped containers, too"},
      entry{"A", "the alarms; Enter opens one in full"},
      entry{"? h", "this"},
      entry{"q Ctrl-C", "quit"},
      entry{"", ""},
      entry{"CPU %", "100 per busy core; its bar is full at the limit or all cores"},
      entry{"LATELY", "CPU of the last readings, as high as the highest or one core"},
      entry{"MEM", "as docker stats counts: without inactive file cache"},
      entry{"RST", "restarts by the engine"},
      entry{"-", "not known"},
  };
  std::vector<line> lines;
  constexpr std::size_t wide = 44;
  for (const auto& [keys, meaning] : entries) {
    line one;
    if (from.width < wide && !keys.empty()) {
      lines.push_back({{std::string{keys}, {.bold = true}}});
      for (const auto& part : wrap(meaning, std::max<std::size_t>(from.width, 2) - 1))
        lines.push_back({{" " + part}});
      continue;
    }
    add(one, fit(keys, 14), {.bold = true});
    add(one, std::string{meaning});
    lines.push_back(std::move(one));
  }
  return lines;
}

} // namespace docker_monitor::terminal
