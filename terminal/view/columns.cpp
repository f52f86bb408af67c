#include "terminal/view/columns.hpp"

#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace docker_monitor::terminal {

namespace {

constexpr std::size_t least_name = 12;

/// The columns from left to right.
constexpr std::array all_columns{
    column{column_id::name, "NAME", least_name, side::left, sort_key::name},
    column{column_id::status, "STATUS", 10, side::left, sort_key::status},
    column{column_id::cpu, "CPU %", 7, side::right, sort_key::cpu},
    column{column_id::cpu_bar, "", 10, side::left, std::nullopt},
    column{column_id::cpu_past, "LATELY", 10, side::right, std::nullopt},
    column{column_id::memory, "MEM", 8, side::right, sort_key::memory},
    column{column_id::memory_limit, "/ LIMIT", 10, side::left, std::nullopt},
    column{column_id::memory_share, "MEM %", 7, side::right, std::nullopt},
    column{column_id::memory_bar, "", 10, side::left, std::nullopt},
    column{column_id::network, "NET RX/TX /s", 15, side::right, sort_key::network},
    column{column_id::block, "BLOCK R/W /s", 15, side::right, sort_key::block},
    column{column_id::pids, "PIDS", 5, side::right, sort_key::pids},
    column{column_id::restarts, "RST", 4, side::right, sort_key::restarts},
    column{column_id::uptime, "UPTIME", 7, side::right, sort_key::uptime},
};

/// The columns by priority, highest first.
constexpr std::array order_of_wants{
    column_id::name,         column_id::cpu,          column_id::memory,   column_id::status,
    column_id::memory_share, column_id::network,      column_id::cpu_past, column_id::uptime,
    column_id::block,        column_id::pids,         column_id::cpu_bar,  column_id::restarts,
    column_id::memory_bar,   column_id::memory_limit,
};

/// The full name has priority over the columns after this one.
constexpr auto wanted_before_names = column_id::network;

std::string fit_name(const std::string& name, std::size_t width) {
  return fit(shorten(name, width), width);
}

std::string pair_of(const traffic& t) {
  const auto in = shown(t.in, decimal_bytes);
  const auto out = shown(t.out, decimal_bytes);
  return fit(in, 6, side::right) + " / " + fit(out, 6, side::right);
}

std::optional<double> share_of(const std::optional<double>& percent) {
  return percent ? std::optional{*percent / 100} : std::nullopt;
}

/// Returns the text of a container, or of a group's total.
std::string
text_for(column_id id, const container_row& row, std::chrono::system_clock::time_point now) {
  const auto digits = [](const auto& value) { return std::to_string(value); };
  switch (id) {
  case column_id::status:
    return row.state();
  case column_id::cpu:
    return shown(row.cpu_percent, percent);
  case column_id::memory:
    return shown(row.memory_bytes, binary_bytes);
  case column_id::memory_limit:
    return row.memory_limit ? "/ " + binary_bytes(*row.memory_limit) : "";
  case column_id::memory_share:
    return shown(row.memory_percent, percent);
  case column_id::network:
    return pair_of(row.network);
  case column_id::block:
    return pair_of(row.block);
  case column_id::pids:
    return shown(row.pids, digits);
  case column_id::restarts:
    return shown(row.restarts, digits);
  case column_id::uptime:
    return row.is_up() && row.started_at ? brief_time(now - *row.started_at) : unknown_value;
  default:
    return {};
  }
}

void append_cell(
    line& to, const column& c, const container_entry& entry, const selection& by,
    std::chrono::system_clock::time_point now) {
  const auto& row = entry.row;
  const bool indented = by.grouped && c.id == column_id::name;
  switch (c.id) {
  case column_id::name:
    add(to, indented ? "  " + fit_name(row.name, c.width - 2) : fit_name(row.name, c.width));
    return;
  case column_id::status:
    if (row.host_lost)
      add(to, fit("host lost", c.width), {.dim = true});
    else
      add(to, fit(row.state(), c.width), style_of_state(row.state()));
    return;
  case column_id::cpu:
    add(to, fit(text_for(c.id, row, now), c.width, c.where), style_of_share(cpu_share(row)));
    return;
  case column_id::memory_share:
    add(to, fit(text_for(c.id, row, now), c.width, c.where),
        style_of_share(share_of(row.memory_percent)));
    return;
  case column_id::cpu_bar:
    add(to, "[" + bar(cpu_share(row).value_or(0), c.width - 2) + "]",
        style_of_share(cpu_share(row)));
    return;
  case column_id::memory_bar:
    add(to, "[" + bar(row.memory_percent.value_or(0) / 100, c.width - 2) + "]",
        style_of_share(share_of(row.memory_percent)));
    return;
  case column_id::cpu_past: {
    const auto values = entry.past.last_cpu(c.width);
    constexpr double whole_core = 100;
    const auto highest = values.empty() ? 0.0 : std::ranges::max(values);
    const auto scale = std::max(
        std::min(row.cpu_limit_percent.value_or(whole_core), std::max(highest, whole_core)), 1.0);
    add(to, sparkline(values, scale, c.width), {.colour = colour::cyan});
    return;
  }
  default:
    add(to, fit(text_for(c.id, row, now), c.width, c.where));
  }
}

void append_total(
    line& to, const column& c, const listed& group, std::chrono::system_clock::time_point now) {
  const style look{.bold = true};
  switch (c.id) {
  case column_id::name: {
    const auto members = " (" + std::to_string(group.members) + ")";
    const auto room = c.width - std::min(c.width, members.size());
    add(to, fit(shorten(group.total.name, room) + members, c.width), look);
    return;
  }
  case column_id::cpu:
  case column_id::memory:
  case column_id::network:
  case column_id::block:
  case column_id::pids:
  case column_id::restarts:
    add(to, fit(text_for(c.id, group.total, now), c.width, c.where), look);
    return;
  default:
    add(to, std::string(c.width, ' '), look);
  }
}

} // namespace

std::vector<column> columns_for(std::size_t width, std::size_t max_name) {
  // A full name has priority over another column up to a fifth of the line, and at any width over
  // sparklines and columns of lower priority.
  auto name_width = std::max(std::min(max_name, width / 5), least_name);
  std::vector<column_id> chosen;
  std::size_t taken = 0;
  for (const auto id : order_of_wants) {
    const auto& c = *std::ranges::find(all_columns, id, &column::id);
    const auto needs = chosen.empty() ? name_width : c.width + 1;
    if (!chosen.empty() && taken + needs > width)
      break; // no column of lower priority may take its place
    taken += needs;
    chosen.push_back(id);
    if (id == wanted_before_names) {
      const auto more = std::min(max_name - std::min(max_name, name_width), width - taken);
      name_width += more;
      taken += more;
    }
  }
  std::vector<column> columns;
  std::ranges::copy_if(all_columns, std::back_inserter(columns), [&](const column& c) {
    return std::ranges::find(chosen, c.id) != chosen.end();
  });
  auto& name = columns.front().width;
  name = name_width;
  if (taken < width)
    name = std::max(name, std::min(name + width - taken, max_name));
  name = std::min(name, width);
  return columns;
}

line head_of(std::span<const column> columns, const selection& by) {
  line head;
  for (const auto& c : columns) {
    if (!head.empty())
      add(head, " ", {.underline = true});
    const bool sorted = c.sorted_by == by.sort;
    std::string title{c.title};
    const bool rising = (by.sort == sort_key::name || by.sort == sort_key::status) != by.reversed;
    if (sorted)
      title = c.where == side::left ? title + (rising ? "▲" : "▼") : (rising ? "▲" : "▼") + title;
    add(head, fit(title, c.width, c.where), {.bold = sorted, .underline = true});
  }
  return head;
}

line row_of(
    std::span<const column> columns, const listed& what, const selection& by,
    std::chrono::system_clock::time_point now) {
  line row;
  for (const auto& c : columns) {
    if (!row.empty())
      add(row, " ", what.entry ? style{} : style{.bold = true});
    if (what.entry)
      append_cell(row, c, *what.entry, by, now);
    else
      append_total(row, c, what, now);
  }
  return row;
}

style style_of_state(std::string_view state) {
  if (state == "healthy")
    return {.colour = colour::green};
  if (state == "paused" || state == "starting")
    return {.colour = colour::yellow};
  if (state == "unhealthy" || state == "restarting" || state == "dead" || state == "crash loop")
    return {.colour = colour::red, .bold = true};
  if (state == "running")
    return {};
  return {.dim = true};
}

style style_of_share(std::optional<double> share) {
  if (!share)
    return {.dim = true};
  if (*share >= 0.9) // as the page's fullness()
    return {.colour = colour::red, .bold = true};
  if (*share >= 0.8)
    return {.colour = colour::yellow};
  return {};
}

std::optional<double> cpu_share(const container_row& row) {
  if (!row.cpu_percent)
    return std::nullopt;
  if (!row.cpu_limit_percent) // without a limit: of the whole machine
    return share_of(row.cpu_host_percent);
  return *row.cpu_percent / std::max(*row.cpu_limit_percent, 0.01);
}

} // namespace docker_monitor::terminal
