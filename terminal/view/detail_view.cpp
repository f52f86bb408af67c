#include "terminal/view/alarm_words.hpp"
#include "terminal/view/chart.hpp"
#include "terminal/view/columns.hpp"
#include "terminal/view/facts.hpp"
#include "terminal/view/screen.hpp"
#include "terminal/view/text.hpp"
#include "terminal/view/value_format.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace docker_monitor::terminal {

namespace {

constexpr std::size_t two_columns_from = 100;

void put_traffic(facts& to, const std::string& name, const traffic& t) {
  if (t.rate())
    to.emplace_back(
        name, shown(t.in, decimal_bytes) + " / " + shown(t.out, decimal_bytes) + " per second");
  if (t.in_total || t.out_total)
    to.emplace_back(
        name + " in all",
        shown(t.in_total, [](auto n) { return decimal_bytes(static_cast<double>(n)); }) + " / "
            + shown(t.out_total, [](auto n) { return decimal_bytes(static_cast<double>(n)); }));
}

std::string digits(std::uint64_t number) {
  return std::to_string(number);
}

/// Returns the facts that need a whole line each.
facts names_of(const container_row& row) {
  facts known;
  put(known, "id", row.id);
  put(known, "image", row.image);
  put(known, "image id", row.image_id);
  for (const auto& [label, value] : row.labels)
    known.emplace_back("label", std::string{label}.append("=").append(value));
  return known;
}

facts life_of(const container_row& row, const scene& from) {
  const auto aged = [&](model::engine_time time) { return time_and_age(time, from); };
  facts known;
  put(known, "status", row.status);
  put(known, "health", row.health);
  put(known, "started", row.started_at, aged);
  put(known, "finished", row.finished_at, aged);
  put(known, "exit code", row.exit_code, exit_code_text);
  put(known, "killed for memory", row.oom_killed,
      [](bool yes) { return std::string{yes ? "yes" : "no"}; });
  put(known, "restarts", row.restarts, digits);
  put(known, "compose project", row.project);
  put(known, "compose service", row.service);
  put(known, "network mode", row.network_mode);
  return known;
}

/// What the whole host has is no limit of a container.
std::string memory_limit_of(const container_row& row, const scene& from) {
  if (!row.memory_limit)
    return {};
  const auto& host = from.known.host();
  const auto limit = binary_bytes(*row.memory_limit);
  return host && host->memory_bytes && *row.memory_limit >= *host->memory_bytes
             ? "none; the host has " + limit
             : limit;
}

facts usage_of(const container_row& row, const scene& from) {
  const auto seconds = [](double value) {
    constexpr double most = 9e9; // the limit of 64 bits of nanoseconds
    const auto known = std::clamp(value, 0.0, most);
    return brief_time(std::chrono::nanoseconds{static_cast<std::int64_t>(known * 1e9)});
  };
  facts known;
  put(known, "CPU", row.cpu_percent, percent);
  put(known, "CPU of all cores", row.cpu_host_percent, percent);
  put(known, "CPU limit", row.cpu_limit_percent, percent);
  put(known, "CPU time", row.cpu_seconds, seconds);
  put(known, "throttled for", row.throttled_seconds, seconds);
  put(known, "memory", row.memory_bytes, binary_bytes);
  put(known, "memory limit", memory_limit_of(row, from));
  put(known, "memory of limit", row.memory_percent, percent);
  put(known, "rss", row.memory_rss, binary_bytes);
  put(known, "file cache", row.memory_cache, binary_bytes);
  put(known, "swap", row.memory_swap, binary_bytes);
  put(known, "OOM kills", row.oom_kills, digits);
  for (const auto& one : row.interfaces)
    put_traffic(known, one.name + " rx / tx", one.traffic);
  put_traffic(known, "block read / written", row.block);
  put(known, "pids", row.pids, digits);
  put(known, "pids limit", row.pids_limit, digits);
  put(known, "read from", row.source);
  put(known, "read at", row.sampled_at,
      [&](model::engine_time time) { return time_and_age(time, from); });
  return known;
}

/// Places two lists of lines side by side.
std::vector<line> beside(std::vector<line> left, std::vector<line> right, std::size_t width) {
  const auto count = std::max(left.size(), right.size());
  left.resize(count);
  right.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    pad(left[i], width);
    for (auto& part : right[i])
      left[i].push_back(std::move(part));
  }
  return left;
}

/// Returns state and usage, side by side where there is room.
std::vector<line> facts_of(const container_row& row, const scene& from, std::size_t width) {
  auto life = life_of(row, from);
  auto usage = usage_of(row, from);
  if (from.width >= two_columns_from)
    return beside(lines_of(life, width), lines_of(usage, width), width + 2);
  std::ranges::move(usage, std::back_inserter(life));
  return lines_of(life, width);
}

std::vector<line> charts_of(const container_entry& entry, const scene& from, std::size_t width) {
  std::vector<chart_point> cpu;
  std::vector<chart_point> memory;
  for (const auto& one : entry.past.all()) {
    cpu.push_back({one.time, one.cpu});
    memory.push_back({one.time, one.memory});
  }
  const std::size_t height = from.height >= 30 ? 8 : 5;
  auto left = chart({"CPU", cpu, server_now(from), width, height});
  auto right = chart({"memory of its limit", memory, server_now(from), width, height});
  if (from.width >= two_columns_from)
    return beside(std::move(left), std::move(right), width + 2);
  append(left, std::move(right));
  return left;
}

} // namespace

std::vector<line> draw_detail(const view_state& view, const scene& from) {
  const auto* entry = from.known.find(view.selected);
  if (!entry)
    return {{{"this container is no more; Esc goes back", {.bold = true}}}};
  const auto& row = entry->row;
  const auto half = from.width >= two_columns_from ? from.width / 2 - 2 : from.width;
  std::vector<line> lines;
  line title;
  const style look{.bold = true, .reverse = true};
  const auto state = " " + row.state() + (row.host_lost ? ", host lost" : "");
  add(title, shorten(row.name, from.width - std::min(from.width, width_of(state))), look);
  add(title, state, look);
  const auto left = from.width - std::min(from.width, width_of(title) + 2);
  add(title, "  " + shorten(row.image, left), {.reverse = true});
  pad(title, from.width, {.reverse = true});
  lines.push_back(std::move(title));
  append(lines, charts_of(*entry, from, half));
  lines.emplace_back();
  append(lines, facts_of(row, from, half));
  lines.emplace_back();
  append(lines, lines_of(names_of(row), from.width));
  lines.emplace_back();
  const auto alarms = from.known.alarms_of(row);
  line head;
  add(head, alarms.empty() ? "no alarm is known of it" : "alarms", {.bold = true});
  lines.push_back(std::move(head));
  for (const auto* alarm : alarms)
    lines.push_back(draw_alarm(*alarm, from, true));
  return lines;
}

} // namespace docker_monitor::terminal
