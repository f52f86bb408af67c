#include "engine/host/host_text.hpp"

#include "engine/cgroup/kernel_lines.hpp"

#include <array>
#include <chrono>

namespace docker_monitor::engine {

namespace {

using optional_number = std::optional<std::uint64_t>;

constexpr std::uint64_t kilobyte = 1024;

optional_number difference(optional_number a, optional_number b) {
  if (!a || !b || *a < *b)
    return std::nullopt;
  return *a - *b;
}

optional_number sum(optional_number a, optional_number b) {
  if (!a || !b)
    return std::nullopt;
  return *a + *b;
}

} // namespace

std::optional<host_cpu> parse_host_cpu(std::string_view text, std::uint64_t ticks) {
  std::string_view line;
  if (!next_line(text, line) || next_word(line) != "cpu")
    return std::nullopt;
  // user nice system idle iowait irq softirq steal; guests' time, which follows, is among user's
  // and nice's. The oldest kernels have the first four.
  enum column : std::size_t { user, nice, system, idle, iowait, irq, softirq, steal, columns };
  std::array<std::uint64_t, columns> value{};
  for (std::size_t i = 0; i < columns; ++i) {
    const auto number = whole_number(next_word(line));
    if (!number && i <= idle)
      return std::nullopt;
    value[i] = number.value_or(0);
  }
  const auto tick_ns = 1'000'000'000 / ticks;
  host_cpu result;
  result.user_ns = (value[user] + value[nice]) * tick_ns;
  result.system_ns = (value[system] + value[irq] + value[softirq]) * tick_ns;
  result.total_ns = result.user_ns + result.system_ns + value[steal] * tick_ns;
  return result;
}

std::optional<model::engine_time> parse_boot_time(std::string_view line) {
  if (next_word(line) != "btime")
    return std::nullopt;
  const auto seconds = whole_number<std::uint32_t>(next_word(line));
  if (!seconds)
    return std::nullopt;
  return model::engine_time{std::chrono::seconds{*seconds}};
}

host_memory parse_host_memory(std::string_view text) {
  optional_number total, free, buffers, cached, inactive_file, anonymous, swap_total, swap_free;
  fill(
      text, {{"MemTotal:", &total},
             {"MemFree:", &free},
             {"Buffers:", &buffers},
             {"Cached:", &cached},
             {"Inactive(file):", &inactive_file},
             {"AnonPages:", &anonymous},
             {"SwapTotal:", &swap_total},
             {"SwapFree:", &swap_free}});
  host_memory result;
  result.total = times(total, kilobyte);
  result.used = times(difference(total, free), kilobyte);
  result.cache = times(sum(buffers, cached), kilobyte);
  result.inactive_file = times(inactive_file, kilobyte);
  result.anonymous = times(anonymous, kilobyte);
  result.swap_used = times(difference(swap_total, swap_free), kilobyte);
  return result;
}

std::optional<std::uint64_t> parse_host_tasks(std::string_view text) {
  for (int average = 0; average < 3; ++average)
    next_word(text);
  const auto tasks = next_word(text); // running/all
  const auto slash = tasks.find('/');
  if (slash == std::string_view::npos)
    return std::nullopt;
  return whole_number(tasks.substr(slash + 1));
}

} // namespace docker_monitor::engine
