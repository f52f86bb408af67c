#include "engine/cgroup/assign.hpp"
#include "engine/cgroup/cgroup_reader.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "engine/cgroup/cgroup_text.hpp"

#include <memory>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// More than any machine has: what v1 tells of an unlimited group is beyond it.
constexpr std::uint64_t most_memory_bytes = std::uint64_t{1} << 62U;

} // namespace

bool cgroup_reader::read_limits(model::counters& counters, const due_groups& due) {
  bool changed = false;
  limits_due_ = false;
  auto text = files_.read_once(cgroup_controller::memory, "memory.limit_in_bytes", "memory.max");
  if (tells_nothing(text.error)) {
    limits_due_ = true;
    return false;
  }
  auto limits = counters.limits ? *counters.limits : model::resource_limits{};
  limits.cgroup_path = files_.group();
  const auto host = source_.host_memory_bytes();
  auto limit = parse_number(text.text);
  // Unlimited: v2 says `max`, v1 a number beyond all memory.
  const bool is_limited = limit && *limit <= (host != 0 ? host : most_memory_bytes);
  limits.memory_bytes = is_limited ? limit : std::nullopt;
  if (text.error == 0 && host != 0 && !is_limited)
    limit = host;
  changed |= assign(counters.memory_limit_bytes, limit);
  text = files_.read_once(cgroup_controller::pids, "pids.max", "pids.max");
  changed |= assign(counters.pids_limit, parse_number(text.text));
  read_cpu_limits(limits, due);
  if (!counters.limits || *counters.limits != limits) {
    counters.limits = std::make_shared<const model::resource_limits>(std::move(limits));
    changed = true;
  }
  return changed;
}

void cgroup_reader::read_cpu_limits(model::resource_limits& limits, const due_groups& due) {
  constexpr auto cpu = cgroup_controller::cpu;
  const auto before = limits.cpu_quota_us;
  const bool v1 = files_.is_v1(cpu);
  const auto quota = files_.read_once(cpu, "cpu.cfs_quota_us", "cpu.max");
  if (!tells_nothing(quota.error)) {
    if (v1) {
      limits.cpu_quota_us = parse_number(quota.text); // none is -1
    } else {
      const auto bandwidth = parse_cpu_max(quota.text);
      limits.cpu_quota_us = bandwidth.quota_us;
      limits.cpu_period_us = bandwidth.period_us;
    }
  }
  has_quota_ = limits.cpu_quota_us.has_value();
  if (!due.settings && limits.cpu_quota_us == before)
    return;
  if (v1) {
    const auto period = files_.read_once(cpu, "cpu.cfs_period_us", nullptr);
    if (!tells_nothing(period.error))
      limits.cpu_period_us = parse_number(period.text);
  }
  const auto shares = files_.read_once(cpu, "cpu.shares", "cpu.weight");
  if (tells_nothing(shares.error))
    return;
  limits.cpu_shares = parse_number(shares.text);
  if (!v1)
    limits.cpu_shares = shares_of_weight(limits.cpu_shares);
}

} // namespace docker_monitor::engine
