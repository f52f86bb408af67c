#include "engine/cgroup/assign.hpp"
#include "engine/cgroup/cgroup_reader.hpp"
#include "engine/cgroup/cgroup_source.hpp"
#include "engine/cgroup/cgroup_text.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace docker_monitor::engine {

namespace {

/// More than any machine has; the v1 value of an unlimited group is larger.
constexpr std::uint64_t max_memory_bytes = std::uint64_t{1} << 62U;

} // namespace

bool cgroup_reader::read_limits(model::counters& counters, const due_groups& due) {
  bool changed = false;
  limits_due_ = false;
  machine_version_ = source_.machine_.version();
  auto text = files_.read_once(cgroup_controller::memory, "memory.limit_in_bytes", "memory.max");
  if (is_temporary_error(text.error)) {
    limits_due_ = true;
    return false;
  }
  auto limits = counters.limits ? *counters.limits : model::resource_limits{};
  limits.cgroup_path = files_.group();
  const auto machine = source_.machine_.memory_bytes();
  limits.machine_memory_bytes = machine != 0 ? std::optional{machine} : std::nullopt;
  // Unlimited: v2 has `max`, v1 a number larger than all memory.
  const auto most = machine != 0 ? machine : max_memory_bytes;
  const auto own = parse_number(text.text);
  limits.memory_bytes = own && *own <= most ? own : std::nullopt;
  std::optional<std::uint64_t> smallest;
  if (text.error == 0) {
    smallest = limits.machine_memory_bytes;
    files_.read_upwards(
        source_.parents_, cgroup_controller::memory, "memory.limit_in_bytes", "memory.max",
        [&](auto each) {
          if (const auto limit = parse_number(each); limit && *limit <= smallest.value_or(most))
            smallest = limit;
          return false;
        });
  }
  changed |= assign(counters.memory_limit_bytes, smallest);
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
  if (!is_temporary_error(quota.error)) {
    if (v1) {
      limits.cpu_quota_us = parse_number(quota.text); // -1 where there is none
    } else {
      const auto bandwidth = parse_cpu_max(quota.text);
      limits.cpu_quota_us = bandwidth.quota_us;
      limits.cpu_period_us = bandwidth.period_us;
    }
  }
  has_quota_ = limits.cpu_quota_us.has_value();
  read_cores(limits);
  if (!due.settings && limits.cpu_quota_us == before)
    return;
  if (v1) {
    const auto period = files_.read_once(cpu, "cpu.cfs_period_us", nullptr);
    if (!is_temporary_error(period.error))
      limits.cpu_period_us = parse_number(period.text);
  }
  const auto shares = files_.read_once(cpu, "cpu.shares", "cpu.weight");
  if (is_temporary_error(shares.error))
    return;
  limits.cpu_shares = parse_number(shares.text);
  if (!v1)
    limits.cpu_shares = shares_of_weight(limits.cpu_shares);
}

/// Reads the CPUs of the cpuset, or of the nearest one above, at most as many as the machine has.
void cgroup_reader::read_cores(model::resource_limits& limits) {
  const auto machine = source_.machine_.cores();
  std::optional<std::uint32_t> cores;
  const auto take = [&](std::string_view text) {
    cores = parse_cpu_list(text);
    return cores.has_value();
  };
  constexpr auto cpuset = cgroup_controller::cpuset;
  auto& parents = source_.parents_;
  files_.read_upwards(parents, cpuset, "cpuset.effective_cpus", "cpuset.cpus.effective", take);
  if (!cores && files_.is_v1(cpuset))
    files_.read_upwards(parents, cpuset, "cpuset.cpus", nullptr, take);
  if (machine != 0)
    cores = std::min(machine, cores.value_or(machine));
  limits.cores = cores;
}

} // namespace docker_monitor::engine
