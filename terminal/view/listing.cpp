#include "terminal/view/listing.hpp"

#include "terminal/view/text.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <map>
#include <tuple>

namespace docker_monitor::terminal {

namespace {

/// Returns the value a container is sorted by; larger values come first.
std::optional<double> sort_value(const container_row& row, sort_key by) {
  const auto number = [](const auto& value) {
    return value ? std::optional{static_cast<double>(*value)} : std::nullopt;
  };
  switch (by) {
  case sort_key::cpu:
    return row.cpu_percent;
  case sort_key::memory:
    return number(row.memory_bytes);
  case sort_key::network:
    return row.network.rate();
  case sort_key::block:
    return row.block.rate();
  case sort_key::pids:
    return number(row.pids);
  case sort_key::restarts:
    return number(row.restarts);
  case sort_key::uptime:
    // An earlier start means a longer uptime.
    return row.is_up() && row.started_at
               ? std::optional{-static_cast<double>(row.started_at->time_since_epoch().count())}
               : std::nullopt;
  default:
    return std::nullopt;
  }
}

/// Unknown values come last in both directions; equal ones are in the order of names.
bool comes_before(const container_row& a, const container_row& b, const selection& by) {
  if (by.sort == sort_key::name || by.sort == sort_key::status) {
    const auto order = by.sort == sort_key::name ? a.name <=> b.name : a.state() <=> b.state();
    if (order != 0)
      return by.reversed ? order > 0 : order < 0;
  } else {
    const auto left = sort_value(a, by.sort);
    const auto right = sort_value(b, by.sort);
    if (left.has_value() != right.has_value())
      return left.has_value();
    if (left != right)
      return by.reversed ? *left < *right : *left > *right;
  }
  return std::tie(a.name, a.id) < std::tie(b.name, b.id);
}

template <class T>
void add(std::optional<T>& sum, const std::optional<T>& value) {
  if (value)
    sum = sum.value_or(T{}) + *value;
}

void add(traffic& sum, const traffic& one) {
  add(sum.in, one.in);
  add(sum.out, one.out);
}

/// Returns the container whose network this one uses: its own id, or the id or name of the other
/// one.
std::string_view network_owner(const container_row& row) {
  constexpr std::string_view joined = "container:";
  const std::string_view mode = row.network_mode;
  return mode.starts_with(joined) ? mode.substr(joined.size()) : row.id;
}

/// Containers that share a network have the same counts. `counted` has those already added.
bool is_counted(const std::vector<const container_row*>& counted, const container_row& row) {
  const auto owner = network_owner(row);
  return std::ranges::any_of(counted, [&](const container_row* other) {
    const auto theirs = network_owner(*other);
    return theirs == owner || other->name == owner || row.name == theirs;
  });
}

void add(container_row& total, const container_row& row) {
  add(total.cpu_percent, row.cpu_percent);
  add(total.memory_bytes, row.memory_bytes);
  add(total.block, row.block);
  add(total.pids, row.pids);
  add(total.restarts, row.restarts);
}

/// Returns one head per project, followed by its containers; those without a project at the end.
std::vector<listed> group(const std::vector<listed>& lines, const selection& by) {
  struct project {
    listed head;
    std::vector<listed> members;
    std::vector<const container_row*> networks{}; ///< counted in the total
  };
  std::map<std::string, project> projects;
  for (const auto& line : lines) {
    auto& one = projects[line.entry->row.project];
    const auto& row = line.entry->row;
    one.members.push_back(line);
    add(one.head.total, row);
    if (row.network.rate() && !is_counted(one.networks, row)) {
      add(one.head.total.network, row.network);
      one.networks.push_back(&row);
    }
  }
  std::vector<project> sorted;
  for (auto& [name, one] : projects) {
    one.head.total.project = name;
    one.head.total.name = name.empty() ? "no project" : name;
    one.head.members = one.members.size();
    sorted.push_back(std::move(one));
  }
  std::ranges::stable_sort(sorted, [&](const project& a, const project& b) {
    if (a.head.total.project.empty() != b.head.total.project.empty())
      return b.head.total.project.empty();
    return comes_before(a.head.total, b.head.total, by);
  });
  std::vector<listed> grouped;
  for (auto& one : sorted) {
    grouped.push_back(std::move(one.head));
    std::ranges::move(one.members, std::back_inserter(grouped));
  }
  return grouped;
}

/// What is wrong with a container, the worst first, as on the page.
enum class trouble : std::uint8_t { down, crash_loop, unhealthy, paused, near_limit, none };

/// Returns true for the exit code of an ordinary end: success, and the signals of `docker stop`,
/// `docker kill` and the keyboard. The engine ends a container with 137 for lack of memory, too.
bool is_ordinary(std::int64_t exit_code, bool oom_killed) {
  return exit_code == 0 || exit_code == 130 || exit_code == 143
         || (exit_code == 137 && !oom_killed);
}

bool is_near_limit(const container_row& row) {
  constexpr double near = 90; // percent, as on the page
  const auto cpu = row.cpu_limit_percent.value_or(0) > 0
                       ? 100 * row.cpu_percent.value_or(0) / *row.cpu_limit_percent
                       : 0;
  const auto pids = row.pids_limit.value_or(0) > 0 ? 100 * static_cast<double>(row.pids.value_or(0))
                                                         / static_cast<double>(*row.pids_limit)
                                                   : 0;
  return cpu >= near || pids >= near || row.memory_percent.value_or(0) >= near;
}

trouble trouble_of(const container_row& row) {
  if (row.status == "restarting" || (row.status == "running" && row.in_crash_loop))
    return trouble::crash_loop;
  if (row.status == "dead")
    return trouble::down;
  if (row.status == "exited")
    return is_ordinary(row.exit_code.value_or(0), row.oom_killed.value_or(false)) ? trouble::none
                                                                                  : trouble::down;
  if (row.status == "paused")
    return trouble::paused;
  if (row.status == "running" && row.health == "unhealthy")
    return trouble::unhealthy;
  return row.status == "running" && is_near_limit(row) ? trouble::near_limit : trouble::none;
}

} // namespace

std::optional<sort_key> parse_sort_key(std::string_view word) {
  constexpr std::array<std::string_view, sort_keys> words{
      "name", "status", "cpu", "memory", "network", "block", "pids", "restarts", "uptime"};
  const auto found = std::ranges::find(words, word);
  if (found == words.end())
    return std::nullopt;
  return static_cast<sort_key>(found - words.begin());
}

void sort_rows(std::vector<container_row>& rows, sort_key by) {
  std::ranges::sort(rows, [&](const container_row& a, const container_row& b) {
    return comes_before(a, b, {.sort = by});
  });
}

void sort_by_trouble(std::vector<container_row>& rows) {
  std::ranges::sort(rows, {}, [](const container_row& row) {
    return std::tuple{trouble_of(row), std::string_view{row.name}, std::string_view{row.id}};
  });
}

bool passes(const container_row& row, std::string_view filter) {
  return filter.empty() || contains_word(row.name, filter) || contains_word(row.image, filter)
         || contains_word(row.project, filter) || contains_word(row.state(), filter)
         || contains_word(row.status, filter)
         || (row.host_lost && contains_word("host lost", filter))
         || local_id_of(row.id).id.starts_with(filter);
}

listing list(const overview& from, const selection& by) {
  listing result;
  for (const auto& [id, entry] : from.containers()) {
    if (!by.all && !entry.row.is_up())
      continue;
    ++result.known;
    if (passes(entry.row, by.filter))
      result.lines.push_back({.entry = &entry});
  }
  result.shown = result.lines.size();
  std::ranges::sort(result.lines, [&](const listed& a, const listed& b) {
    return comes_before(a.entry->row, b.entry->row, by);
  });
  if (by.grouped)
    result.lines = group(result.lines, by);
  return result;
}

} // namespace docker_monitor::terminal
