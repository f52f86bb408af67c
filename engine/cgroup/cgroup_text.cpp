#include "engine/cgroup/cgroup_text.hpp"

#include "engine/cgroup/kernel_lines.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace docker_monitor::engine {

namespace {

using optional_number = std::optional<std::uint64_t>;

} // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{})
    return std::nullopt;
  return value;
}

cpu_statistics parse_cpu_stat(std::string_view text) {
  constexpr std::uint64_t us = 1000;
  cpu_statistics result;
  optional_number throttled_us;
  if (text.starts_with("usage_usec")) {
    fill(
        text, {{"usage_usec", &result.total_ns},
               {"user_usec", &result.user_ns},
               {"system_usec", &result.system_ns},
               {"nr_periods", &result.periods},
               {"nr_throttled", &result.throttled_periods},
               {"throttled_usec", &throttled_us}});
    for (auto* value : {&result.total_ns, &result.user_ns, &result.system_ns})
      *value = times(*value, us);
    result.throttled_ns = times(throttled_us, us);
  } else {
    fill(
        text, {{"nr_periods", &result.periods},
               {"nr_throttled", &result.throttled_periods},
               {"throttled_time", &result.throttled_ns}});
  }
  return result;
}

cpu_split parse_cpuacct_stat(std::string_view text, std::uint64_t ticks) {
  cpu_split result;
  fill(text, {{"user", &result.user_ns}, {"system", &result.system_ns}});
  const std::uint64_t tick_ns = 1'000'000'000 / ticks;
  return {times(result.user_ns, tick_ns), times(result.system_ns, tick_ns)};
}

memory_statistics parse_memory_stat_v1(std::string_view text) {
  memory_statistics result;
  fill(
      text, {{"total_rss", &result.rss},
             {"total_cache", &result.cache},
             {"total_swap", &result.swap},
             {"total_inactive_file", &result.inactive_file}});
  return result;
}

memory_statistics parse_memory_stat_v2(std::string_view text) {
  memory_statistics result;
  fill(
      text,
      {{"anon", &result.rss}, {"file", &result.cache}, {"inactive_file", &result.inactive_file}});
  return result;
}

memory_events parse_memory_events(std::string_view text) {
  memory_events result;
  fill(
      text, {{"high", &result.high}, {"max", &result.limit_hits}, {"oom_kill", &result.oom_kills}});
  return result;
}

cpu_bandwidth parse_cpu_max(std::string_view text) {
  std::string_view line;
  if (!next_line(text, line))
    return {};
  cpu_bandwidth result;
  result.quota_us = whole_number(next_word(line));
  result.period_us = whole_number(next_word(line));
  return result;
}

std::optional<std::uint32_t> parse_cpu_list(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  std::uint32_t count = 0;
  while (!text.empty()) {
    const auto range = text.substr(0, text.find(','));
    text.remove_prefix(std::min(range.size() + 1, text.size()));
    const auto dash = range.find('-');
    const auto first = whole_number<std::uint16_t>(range.substr(0, dash));
    const auto last = dash == std::string_view::npos
                          ? first
                          : whole_number<std::uint16_t>(range.substr(dash + 1));
    if (!first || !last || *last < *first)
      return std::nullopt;
    count += 1U + *last - *first;
  }
  return count > 0 ? std::optional{count} : std::nullopt;
}

std::optional<std::uint64_t> shares_of_weight(std::optional<std::uint64_t> weight) {
  constexpr std::uint64_t highest_weight = 10'000;
  if (!weight || *weight < 1 || *weight > highest_weight)
    return std::nullopt;
  return 2 + (*weight - 1) * 262'142 / 9'999;
}

std::optional<model::pressure> parse_pressure(std::string_view text) {
  std::optional<model::pressure> result;
  std::string_view line;
  while (next_line(text, line)) {
    const auto kind = next_word(line);
    const auto total = keyed_number(line, "total");
    if (!total)
      continue;
    if (kind == "some")
      result.emplace().waiting_us = *total;
    else if (kind == "full" && result)
      result->stalled_us = *total;
  }
  return result;
}

bool parse_interface(std::string_view line, model::interface_counters& interface) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos)
    return false; // a heading
  auto before = line.substr(0, colon);
  const auto name = next_word(before);
  if (name.empty() || name == "lo")
    return false;
  line.remove_prefix(colon + 1);
  optional_number value[12]; // rx: 8 columns, then tx
  bool complete = true;
  for (auto& v : value)
    complete = (v = whole_number(next_word(line))).has_value() && complete;
  if (!complete)
    return false;
  interface.name.assign(name.substr(0, 15));
  interface.rx_bytes = *value[0];
  interface.rx_packets = *value[1];
  interface.rx_errors = *value[2];
  interface.rx_dropped = *value[3];
  interface.tx_bytes = *value[8];
  interface.tx_packets = *value[9];
  interface.tx_errors = *value[10];
  interface.tx_dropped = *value[11];
  return true;
}

bool next_interface(std::string_view& rest, model::interface_counters& interface) {
  std::string_view line;
  while (next_line(rest, line)) {
    if (parse_interface(line, interface))
      return true;
  }
  return false;
}

model::interfaces_ptr parse_net_dev(std::string_view text, const model::interfaces_ptr& before) {
  model::interface_counters interface;
  auto rest = text;
  std::size_t count = 0;
  bool same = true;
  while (next_interface(rest, interface)) {
    same = same && before && count < before->size() && (*before)[count] == interface;
    ++count;
  }
  if (count == 0)
    return nullptr;
  if (same && count == before->size())
    return before;
  auto interfaces = std::make_shared<std::vector<model::interface_counters>>();
  interfaces->reserve(count);
  for (rest = text; next_interface(rest, interface);)
    interfaces->push_back(interface);
  return interfaces;
}

std::optional<std::uint64_t> parse_memory_total(std::string_view text) {
  std::string_view line;
  while (next_line(text, line)) {
    if (next_word(line) == "MemTotal:")
      return times(whole_number(next_word(line)), 1024);
  }
  return std::nullopt;
}

} // namespace docker_monitor::engine
