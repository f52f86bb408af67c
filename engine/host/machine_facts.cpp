#include "engine/host/machine_facts.hpp"

#include "engine/cgroup/cgroup_text.hpp"
#include "engine/cgroup/kernel_file.hpp"
#include "engine/host/host_text.hpp"

namespace docker_monitor::engine {

void machine_facts::refresh(std::chrono::nanoseconds now) {
  auto due = next_refresh_ns_.load(std::memory_order_relaxed);
  if (due != 0 && now.count() < due)
    return;
  const auto next = (now + std::chrono::nanoseconds{kept_for}).count();
  if (!next_refresh_ns_.compare_exchange_strong(due, next, std::memory_order_relaxed))
    return; // another thread reads them
  const auto memory =
      parse_memory_total(read_kernel_file((proc_root_ + "/meminfo").c_str()).text).value_or(0);
  std::uint32_t cores = 0;
  read_kernel_lines((proc_root_ + "/stat").c_str(), [&](std::string_view line) {
    cores += is_line_of_core(line) ? 1 : 0;
  });
  // A value that cannot be read keeps its previous state.
  bool changed = memory != 0 && memory_bytes_.exchange(memory, std::memory_order_relaxed) != memory;
  changed |= cores != 0 && cores_.exchange(cores, std::memory_order_relaxed) != cores;
  if (changed)
    version_.fetch_add(1, std::memory_order_release);
}

} // namespace docker_monitor::engine
