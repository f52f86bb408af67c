#include "terminal/view/columns.hpp"
#include "terminal/view/figures.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <map>
#include <string>

namespace docker_monitor::terminal {

namespace {

std::string clock_time(std::chrono::system_clock::time_point now) {
  const auto seconds = std::chrono::system_clock::to_time_t(now);
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 32> text{};
  const auto length = std::strftime(text.data(), text.size(), "%H:%M:%S %Z", &local);
  return {text.data(), length};
}

/// Returns true while no values are expected. Then the reason is more important than the time.
bool is_engine_away(const overview& known) {
  return known.host() && !known.host()->connected;
}

line first_line(const scene& from) {
  line left;
  add(left, "docker-monitor", {.bold = true});
  if (!from.connection.live)
    add(left, "  ○ not connected", {.colour = colour::red, .bold = true});
  else if (is_stale(from) && !is_engine_away(from.known))
    add(left, "  ○ no data", {.colour = colour::yellow, .bold = true});
  else
    add(left, "  ● live", {.colour = colour::green});
  add(left, "  " + shorten(from.connection.host, std::max<std::size_t>(from.width / 3, 16)));
  if (const auto& host = from.known.host(); host && !host->engine.empty())
    add(left, "  " + host->engine);
  line right;
  add(right, from.connection.where + "  ", {.dim = true});
  add(right, clock_time(from.now.wall));
  auto whole = spread(left, std::move(right), from.width);
  if (text_of(whole).ends_with(clock_time(from.now.wall)))
    return whole;
  return spread(std::move(left), {{clock_time(from.now.wall), {}}}, from.width);
}

/// Returns the number of containers in each state; running ones always.
line counts_of(const overview& known) {
  std::map<std::string, std::size_t> counts;
  for (const auto& [id, entry] : known.containers())
    ++counts[entry.row.status];
  line counted;
  add(counted, std::to_string(counts["running"]) + " running");
  for (const auto& [status, count] : counts)
    if (status != "running" && count > 0)
      add(counted, "  " + std::to_string(count) + " " + status,
          status == "exited" || status == "created" ? style{.dim = true} : look_of_state(status));
  return counted;
}

void append_gauge(
    line& to, const std::string& name, const std::optional<double>& percent_used,
    const std::string& what, std::size_t bar_width) {
  add(to, name + " ");
  const auto share = percent_used ? std::optional{*percent_used / 100} : std::nullopt;
  if (share && bar_width > 0)
    add(to, "[" + bar(*share, bar_width) + "] ", look_of_share(share));
  add(to, what);
}

line second_line(const scene& from) {
  const auto& host = from.known.host();
  if (!host)
    return {};
  const auto build = [&](std::size_t bar_width, bool full) {
    line gauges;
    const auto cores =
        host->cores ? std::to_string(*host->cores) + (*host->cores == 1 ? " core" : " cores") : "";
    std::string cpu = host->cpu_percent ? percent(*host->cpu_percent) : ""; // 100 per busy core
    if (!cores.empty())
      cpu += (cpu.empty() ? "" : " of ") + cores;
    if (!cpu.empty())
      append_gauge(gauges, "CPU", host->cpu_host_percent, cpu, bar_width);
    std::string memory = host->memory_used && full ? binary_bytes(*host->memory_used) : "";
    if (host->memory_bytes && full)
      memory += (memory.empty() ? "" : " / ") + binary_bytes(*host->memory_bytes);
    if (host->memory_percent)
      memory += (memory.empty() ? "" : " ") + percent(*host->memory_percent);
    if (!memory.empty()) {
      if (!gauges.empty())
        add(gauges, "   ");
      append_gauge(gauges, "MEM", host->memory_percent, memory, bar_width);
    }
    return gauges;
  };
  const auto counts = counts_of(from.known);
  for (const auto& [bar_width, full] : {std::pair{std::size_t{12}, true}, {6, true}, {0, true}}) {
    const auto gauges = build(bar_width, full);
    if (width_of(gauges) + 3 + width_of(counts) <= from.width)
      return spread(gauges, counts, from.width);
  }
  line narrow = counts;
  const auto gauges = build(0, false);
  if (width_of(gauges) + 3 + width_of(counts) <= from.width)
    return spread(gauges, counts, from.width);
  return narrow;
}

/// Returns the current problem in one line; empty for none.
line notice(const scene& from) {
  const style warning{.colour = colour::yellow, .bold = true};
  line wrong;
  if (!from.connection.live) {
    std::string then;
    if (from.connection.next_try) {
      const auto left =
          std::chrono::ceil<std::chrono::seconds>(*from.connection.next_try - from.now.steady);
      then = left.count() > 0 ? "; trying again in " + brief_time(left) : "; trying now";
    }
    // On a narrow screen the end of the reason is cut first.
    const auto& why = from.connection.problem;
    const auto room = from.width - std::min(from.width, width_of(then));
    add(wrong, width_of(why) > room ? fit(why, room) : why, warning);
    add(wrong, then);
    return wrong;
  }
  if (is_engine_away(from.known)) {
    const auto& host = *from.known.host();
    add(wrong,
        std::string{host.disconnected_clause()} + (host.problem.empty() ? "" : ": " + host.problem),
        warning);
  } else if (const auto silence = from.known.silent_for(from.now.steady)) {
    add(wrong, "no data for " + brief_time(*silence) + ": values are those of before", warning);
  }
  return wrong;
}

} // namespace

std::vector<line> draw_header(const scene& from) {
  std::vector<line> lines{first_line(from), second_line(from)};
  if (auto wrong = notice(from); !wrong.empty())
    lines.push_back(std::move(wrong));
  return lines;
}

} // namespace docker_monitor::terminal
