#include "model/sample.hpp"

#include <chrono>

namespace docker_monitor::model {

namespace {

std::optional<double> cpu_percent(const counters& before, const counters& now) {
  if (!before.cpu_total_ns || !now.cpu_total_ns || *now.cpu_total_ns < *before.cpu_total_ns)
    return std::nullopt;
  const auto elapsed = std::chrono::duration<double, std::nano>{now.read_at - before.read_at};
  if (elapsed.count() <= 0)
    return std::nullopt;
  return 100.0 * static_cast<double>(*now.cpu_total_ns - *before.cpu_total_ns) / elapsed.count();
}

} // namespace

std::optional<std::uint64_t> working_set(const counters& now) {
  if (!now.memory_usage_bytes)
    return std::nullopt;
  const auto usage = *now.memory_usage_bytes;
  const auto cache = now.memory_inactive_file_bytes.value_or(0);
  return cache < usage ? usage - cache : usage;
}

sample rates(const counters& before, const counters& now) {
  sample result;
  result.sampled_at = now.read_at;
  result.cpu_percent = cpu_percent(before, now);
  result.memory_working_set_bytes = working_set(now);
  result.memory_limit_bytes = now.memory_limit_bytes;
  if (result.memory_working_set_bytes && now.memory_limit_bytes && *now.memory_limit_bytes > 0)
    result.memory_percent = 100.0 * static_cast<double>(*result.memory_working_set_bytes)
                            / static_cast<double>(*now.memory_limit_bytes);
  return result;
}

} // namespace docker_monitor::model
