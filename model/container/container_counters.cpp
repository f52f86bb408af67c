#include "model/container/container_counters.hpp"

#include <algorithm>

namespace docker_monitor::model {

void container_counters::begin_run() {
  earlier_oom_kills = oom_kills();
  oom_events = cgroup_oom_kills = 0;
}

void container_counters::take_restart_count(std::uint64_t count) {
  const auto before = last_restart_count.value_or(0);
  restarts += count >= before ? count - before : count; // it decreases when the engine resets it
  last_restart_count = count;
}

std::uint64_t container_counters::oom_kills() const {
  return earlier_oom_kills + std::max(oom_events, cgroup_oom_kills);
}

} // namespace docker_monitor::model
