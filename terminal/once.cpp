#include "terminal/once.hpp"

#include "terminal/client/clock_skew.hpp"
#include "terminal/view/columns.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <array>

namespace docker_monitor::terminal {

namespace {

constexpr std::size_t columns = 10;
using texts = std::array<std::string, columns>;

constexpr std::array<side, columns> sides{side::left,  side::left,  side::right, side::right,
                                          side::right, side::right, side::right, side::right,
                                          side::right, side::right};

std::string pair_of(const traffic& t) {
  return shown(t.in, decimal_bytes) + " / " + shown(t.out, decimal_bytes);
}

texts texts_of(const container_row& row, std::chrono::system_clock::time_point now) {
  const auto digits = [](std::uint64_t value) { return std::to_string(value); };
  return {
      row.name,
      row.state() + (row.host_lost ? ", host lost" : ""),
      shown(row.cpu_percent, percent),
      shown(row.memory_bytes, binary_bytes) + " / " + shown(row.memory_limit, binary_bytes),
      shown(row.memory_percent, percent),
      pair_of(row.network),
      pair_of(row.block),
      shown(row.pids, digits),
      shown(row.restarts, digits),
      row.is_up() && row.started_at ? brief_time(now - *row.started_at) : unknown_value};
}

} // namespace

std::string table_text(
    const std::vector<container_row>& rows, std::chrono::system_clock::time_point now,
    bool colours) {
  std::vector<texts> table{
      {"NAME", "STATUS", "CPU %", "MEM USAGE / LIMIT", "MEM %", "NET RX / TX PER S",
       "BLOCK R / W PER S", "PIDS", "RESTARTS", "UPTIME"}};
  for (const auto& row : rows)
    table.push_back(texts_of(row, now));
  std::array<std::size_t, columns> widths{};
  for (const auto& row : table)
    for (std::size_t i = 0; i < columns; ++i)
      widths.at(i) = std::max(widths.at(i), width_of(row.at(i)));
  std::string text;
  for (std::size_t l = 0; l < table.size(); ++l) {
    for (std::size_t i = 0; i < columns; ++i) {
      const bool grave = l > 0 && i == 1 && style_of_state(table[l][i]).colour == colour::red;
      const bool marked = colours && (l == 0 || grave);
      if (marked)
        text += grave ? "\033[31;1m" : "\033[1m";
      text += fit(table[l].at(i), widths.at(i), sides.at(i));
      if (marked)
        text += "\033[0m";
      text += i + 1 < columns ? "  " : "\n";
    }
  }
  return text;
}

std::chrono::system_clock::time_point server_time(
    const std::vector<container_row>& rows, const std::optional<host_facts>& host,
    std::chrono::system_clock::time_point wall) {
  if (!host || !host->connected) // else samples may have any age
    return wall;
  std::optional<model::engine_time> newest;
  for (const auto& row : rows)
    newest = std::max(newest, row.sampled_at);
  return wall + clock_skew(newest, wall, host->max_age());
}

} // namespace docker_monitor::terminal
