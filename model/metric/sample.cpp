#include "model/metric/sample.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

using nanoseconds = std::chrono::nanoseconds;
using counter = std::optional<std::uint64_t>;

/// Returns the growth of a counter per nanosecond; none if it decreased or no time passed.
std::optional<double> growth(counter before, counter now, nanoseconds elapsed) {
  if (!before || !now || *now < *before || elapsed.count() <= 0)
    return std::nullopt;
  return static_cast<double>(*now - *before) / static_cast<double>(elapsed.count());
}

std::optional<double> per_second(counter before, counter now, nanoseconds elapsed) {
  auto rate = growth(before, now, elapsed);
  if (rate)
    *rate *= 1e9;
  return rate;
}

/// Returns the part in percent; none if the whole is 0 or unknown.
std::optional<double> share(counter part, counter whole) {
  if (!part || whole.value_or(0) == 0)
    return std::nullopt;
  return 100.0 * static_cast<double>(*part) / static_cast<double>(*whole);
}

/// Finds interfaces by name. Their order seldom changes, so the search begins after the interface
/// found last.
class interface_finder {
 public:
  explicit interface_finder(const interfaces_ptr& interfaces) : interfaces_{interfaces} {}

  const interface_counters* find(const std::string& name) {
    const auto count = interfaces_ ? interfaces_->size() : 0;
    for (std::size_t i = 0; i < count; ++i, ++next_) {
      const auto& each = (*interfaces_)[next_ % count];
      if (each.name == name) {
        next_ = (next_ + 1) % count;
        return &each;
      }
    }
    return nullptr;
  }

 private:
  const interfaces_ptr& interfaces_;
  std::size_t next_ = 0;
};

std::vector<interface_rates> interface_rates_of(const counters& before, const counters& now) {
  std::vector<interface_rates> result;
  if (!now.interfaces)
    return result;
  const auto elapsed = now.network_clock - before.network_clock;
  result.reserve(now.interfaces->size());
  interface_finder old_ones{before.interfaces};
  for (const auto& interface : *now.interfaces) {
    auto& rates = result.emplace_back();
    if (const auto* old = old_ones.find(interface.name)) {
      rates.rx_bytes_per_second = per_second(old->rx_bytes, interface.rx_bytes, elapsed);
      rates.tx_bytes_per_second = per_second(old->tx_bytes, interface.tx_bytes, elapsed);
    }
  }
  return result;
}

/// Returns the growth of a total of microseconds in percent of the time; none as in `growth`.
std::optional<double> percent_of_time(
    const std::optional<pressure>& before, const std::optional<pressure>& now,
    std::uint64_t pressure::*total, nanoseconds elapsed) {
  constexpr double percent_per_ratio = 1e5; // microseconds per nanosecond
  constexpr double whole = 100;
  if (!before || !now)
    return std::nullopt;
  const auto ratio = growth((*before).*total, (*now).*total, elapsed);
  // The kernel counts until slightly before or after the clock was read.
  return ratio ? std::optional{std::min(*ratio * percent_per_ratio, whole)} : std::nullopt;
}

/// Returns the pressure on the host between two readings; null if none of it is known.
pressure_percentages_ptr pressure_between(const counters& before, const counters& now) {
  const auto percent = [&](auto resource, auto total) {
    return percent_of_time(
        before.*resource, now.*resource, total, now.pressure_clock - before.pressure_clock);
  };
  const pressure_percentages found{
      percent(&counters::cpu_pressure, &pressure::waiting_us),
      percent(&counters::memory_pressure, &pressure::waiting_us),
      percent(&counters::memory_pressure, &pressure::stalled_us),
      percent(&counters::block_pressure, &pressure::waiting_us),
      percent(&counters::block_pressure, &pressure::stalled_us)};
  if (!found.cpu_waiting && !found.memory_waiting && !found.block_waiting)
    return nullptr;
  return std::make_shared<const pressure_percentages>(found);
}

} // namespace

std::string_view to_string(source_kind source) {
  return source == source_kind::cgroup ? "cgroup" : "engine";
}

std::optional<std::uint64_t> working_set(const counters& now) {
  if (!now.memory_usage_bytes)
    return std::nullopt;
  const auto usage = *now.memory_usage_bytes;
  const auto cache = now.memory_inactive_file_bytes.value_or(0);
  return cache < usage ? usage - cache : usage;
}

std::optional<std::uint64_t> memory_in_use(const counters& now) {
  const auto& total = now.memory_limit_bytes;
  const auto& available = now.memory_available_bytes;
  if (total && available && *available <= *total)
    return *total - *available;
  return working_set(now);
}

std::optional<double> engine_memory_percent(const sample& of) {
  auto limit = of.now.memory_limit_bytes;
  if (const auto& limits = of.now.limits; limits && limit) {
    if (limits->memory_bytes)
      limit = limits->memory_bytes;
    else if (limits->machine_memory_bytes)
      limit = limits->machine_memory_bytes;
  }
  if (limit == of.now.memory_limit_bytes)
    return of.memory_percent;
  return share(of.memory_working_set_bytes, limit);
}

std::optional<double> cpu_limit_percent(const counters& now) {
  if (!now.limits)
    return std::nullopt;
  constexpr double whole_core = 100.0;
  const auto& [path, quota, period, shares, memory, cores, machine] = *now.limits;
  std::optional<double> limit;
  if (cores)
    limit = whole_core * *cores;
  if (quota && period.value_or(0) != 0) {
    const auto by_quota = whole_core * static_cast<double>(*quota) / static_cast<double>(*period);
    limit = std::min(by_quota, limit.value_or(by_quota));
  }
  return limit;
}

bool has_memory_values(const counters& now) {
  return now.memory_usage_bytes || now.memory_oom_kills;
}

engine_time memory_read_at(const counters& now) {
  return now.read_at - (now.clock - now.memory_clock);
}

sample first_sample(const counters& now) {
  sample result;
  result.now = now;
  result.memory_working_set_bytes = working_set(now);
  result.memory_percent = share(memory_in_use(now), now.memory_limit_bytes);
  return result;
}

sample rates(const sample& before, std::chrono::nanoseconds confirmed, const counters& now) {
  auto result = first_sample(now);
  const auto& old = before.now;
  if (old.source != now.source)
    return result;
  result.cpu_percent = growth(old.cpu_total_ns, now.cpu_total_ns, now.clock - confirmed);
  if (result.cpu_percent)
    *result.cpu_percent *= 100.0;
  result.cpu_steal_percent = growth(old.cpu_steal_ns, now.cpu_steal_ns, now.clock - confirmed);
  if (result.cpu_steal_percent)
    *result.cpu_steal_percent *= 100.0;
  if (now.network_clock == old.network_clock && now.interfaces == old.interfaces)
    result.interfaces = before.interfaces;
  else
    result.interfaces = interface_rates_of(old, now);
  if (now.block_clock == old.block_clock) {
    result.block_read_bytes_per_second = before.block_read_bytes_per_second;
    result.block_write_bytes_per_second = before.block_write_bytes_per_second;
  } else {
    const auto elapsed = now.block_clock - old.block_clock;
    result.block_read_bytes_per_second =
        per_second(old.block_read_bytes, now.block_read_bytes, elapsed);
    result.block_write_bytes_per_second =
        per_second(old.block_write_bytes, now.block_write_bytes, elapsed);
  }
  result.host_pressure =
      now.pressure_clock == old.pressure_clock ? before.host_pressure : pressure_between(old, now);
  return result;
}

} // namespace docker_monitor::model
