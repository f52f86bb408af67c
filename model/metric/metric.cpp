#include "model/metric/metric.hpp"

#include <algorithm>
#include <array>

namespace docker_monitor::model {

namespace {

using number = std::optional<double>;
using cores_count = std::optional<std::uint32_t>;

constexpr double ns_per_second = 1e9;
constexpr double us_per_second = 1e6;

template <class T>
number as_number(const std::optional<T>& value) {
  return value ? number{static_cast<double>(*value)} : std::nullopt;
}

template <auto Member>
number counted(const row& row, cores_count) {
  return as_number(row.sample->now.*Member);
}

template <auto Member>
number seconds(const row& row, cores_count) {
  const auto& ns = row.sample->now.*Member;
  return ns ? number{static_cast<double>(*ns) / ns_per_second} : std::nullopt;
}

template <auto Member>
number sampled(const row& row, cores_count) {
  return as_number(row.sample.get()->*Member);
}

template <auto Of, auto Total>
number waited(const row& row, cores_count) {
  const auto& pressure = row.sample->now.*Of;
  return pressure ? number{static_cast<double>((*pressure).*Total) / us_per_second} : std::nullopt;
}

number host_percent(const row& row, cores_count cores) {
  const auto& percent = row.sample->cpu_percent;
  return percent && cores && *cores > 0 ? number{*percent / *cores} : std::nullopt;
}

void add(number& sum, std::uint64_t value) {
  sum = sum.value_or(0) + static_cast<double>(value);
}

template <class T>
void add(number& sum, const std::optional<T>& value) {
  if (value)
    sum = sum.value_or(0) + static_cast<double>(*value);
}

/// Over the interfaces that tell it; none where none does.
template <auto Member>
number traffic(const row& row, cores_count) {
  number sum;
  if (const auto& interfaces = row.sample->now.interfaces)
    for (const auto& interface : *interfaces)
      if (!interface.repeats)
        add(sum, interface.*Member);
  return sum;
}

template <auto Member>
number traffic_rate(const row& row, cores_count) {
  number sum;
  for (std::size_t i = 0; i < row.sample->interfaces.size(); ++i)
    if (counts_in_sums(*row.sample, i))
      add(sum, row.sample->interfaces[i].*Member);
  return sum;
}

number limit_percent(const row& row, cores_count) {
  return cpu_limit_percent(row.sample->now);
}

number exit_code(const row& row, cores_count) {
  return as_number(row.container->exit_code);
}

number all_oom_kills(const row& row, cores_count) {
  return tells_memory(row.sample->now) ? number{static_cast<double>(oom_kills(row))} : std::nullopt;
}

number restart_count(const row& row, cores_count) {
  return as_number(row.container->restart_count);
}

using c = counters;
using s = sample;
using r = interface_rates;

constexpr std::array all{
    metric{"cpu.percent", "percent", true, false, sampled<&s::cpu_percent>},
    metric{"cpu.hostPercent", "percent", true, false, host_percent},
    metric{"cpu.limitPercent", "percent", true, false, limit_percent},
    metric{"cpu.usageSeconds", "seconds", true, true, seconds<&c::cpu_total_ns>},
    metric{"cpu.userSeconds", "seconds", true, true, seconds<&c::cpu_user_ns>},
    metric{"cpu.systemSeconds", "seconds", true, true, seconds<&c::cpu_system_ns>},
    metric{"cpu.periods", "count", true, true, counted<&c::cpu_periods>},
    metric{"cpu.throttledPeriods", "count", true, true, counted<&c::cpu_throttled_periods>},
    metric{"cpu.throttledSeconds", "seconds", true, true, seconds<&c::cpu_throttled_ns>},
    metric{
        "cpu.pressure.waitingSeconds", "seconds", true, true,
        waited<&c::cpu_pressure, &pressure::waiting_us>},
    metric{
        "cpu.pressure.stalledSeconds", "seconds", true, true,
        waited<&c::cpu_pressure, &pressure::stalled_us>},
    metric{"memory.percent", "percent", true, false, sampled<&s::memory_percent>},
    metric{"memory.usageBytes", "bytes", true, false, counted<&c::memory_usage_bytes>},
    metric{"memory.workingSetBytes", "bytes", true, false, sampled<&s::memory_working_set_bytes>},
    metric{"memory.rssBytes", "bytes", true, false, counted<&c::memory_rss_bytes>},
    metric{"memory.cacheBytes", "bytes", true, false, counted<&c::memory_cache_bytes>},
    metric{"memory.swapBytes", "bytes", true, false, counted<&c::memory_swap_bytes>},
    metric{"memory.limitBytes", "bytes", true, false, counted<&c::memory_limit_bytes>},
    metric{"memory.oomKills", "count", true, true, all_oom_kills},
    metric{
        "memory.pressure.waitingSeconds", "seconds", true, true,
        waited<&c::memory_pressure, &pressure::waiting_us>},
    metric{
        "memory.pressure.stalledSeconds", "seconds", true, true,
        waited<&c::memory_pressure, &pressure::stalled_us>},
    metric{"network.rxBytes", "bytes", true, true, traffic<&interface_counters::rx_bytes>},
    metric{"network.rxPackets", "count", true, true, traffic<&interface_counters::rx_packets>},
    metric{"network.rxErrors", "count", true, true, traffic<&interface_counters::rx_errors>},
    metric{"network.rxDropped", "count", true, true, traffic<&interface_counters::rx_dropped>},
    metric{
        "network.rxBytesPerSecond", "bytes/s", true, false, traffic_rate<&r::rx_bytes_per_second>},
    metric{"network.txBytes", "bytes", true, true, traffic<&interface_counters::tx_bytes>},
    metric{"network.txPackets", "count", true, true, traffic<&interface_counters::tx_packets>},
    metric{"network.txErrors", "count", true, true, traffic<&interface_counters::tx_errors>},
    metric{"network.txDropped", "count", true, true, traffic<&interface_counters::tx_dropped>},
    metric{
        "network.txBytesPerSecond", "bytes/s", true, false, traffic_rate<&r::tx_bytes_per_second>},
    metric{"blockIo.readBytes", "bytes", true, true, counted<&c::block_read_bytes>},
    metric{"blockIo.writeBytes", "bytes", true, true, counted<&c::block_write_bytes>},
    metric{"blockIo.readOps", "count", true, true, counted<&c::block_read_operations>},
    metric{"blockIo.writeOps", "count", true, true, counted<&c::block_write_operations>},
    metric{
        "blockIo.readBytesPerSecond", "bytes/s", true, false,
        sampled<&s::block_read_bytes_per_second>},
    metric{
        "blockIo.writeBytesPerSecond", "bytes/s", true, false,
        sampled<&s::block_write_bytes_per_second>},
    metric{
        "blockIo.pressure.waitingSeconds", "seconds", true, true,
        waited<&c::block_pressure, &pressure::waiting_us>},
    metric{
        "blockIo.pressure.stalledSeconds", "seconds", true, true,
        waited<&c::block_pressure, &pressure::stalled_us>},
    metric{"pids.current", "count", true, false, counted<&c::pids>},
    metric{"pids.limit", "count", true, false, counted<&c::pids_limit>},
    metric{"exitCode", "code", false, false, exit_code},
    metric{"restartCount", "count", false, true, restart_count},
};

} // namespace

std::span<const metric> metrics() {
  return all;
}

const metric* find_metric(std::string_view name) {
  const auto* found = std::ranges::find(all, name, &metric::name);
  return found == all.end() ? nullptr : found;
}

std::optional<double>
value(const metric& metric, const row& row, std::optional<std::uint32_t> cores) {
  if (metric.of_sample && !(row.sample && is_up(row.container->status)))
    return std::nullopt;
  return metric.read(row, cores);
}

} // namespace docker_monitor::model
