#include "engine/cgroup/cgroup_source.hpp"

#include "engine/cgroup/cgroup_reader.hpp"

#include <utility>

namespace docker_monitor::engine {

model::expected<std::shared_ptr<cgroup_source>> cgroup_source::make(cgroup_settings settings) {
  auto layout = cgroup_layout::detect(settings.cgroup_root, settings.mountinfo);
  if (!layout)
    return layout.error();
  if (!settings.descriptors)
    settings.descriptors = descriptor_budget::of_process();
  if (!settings.steady_clock) {
    settings.steady_clock = [] {
      return std::chrono::nanoseconds(std::chrono::steady_clock::now().time_since_epoch());
    };
  }
  if (!settings.wall_clock)
    settings.wall_clock = [] { return model::engine_time(std::chrono::system_clock::now()); };
  return std::shared_ptr<cgroup_source>(new cgroup_source(std::move(settings), std::move(*layout)));
}

cgroup_source::cgroup_source(cgroup_settings settings, cgroup_layout layout)
    : settings_(std::move(settings)), locator_(std::move(layout), settings_.proc_root),
      device_names_(settings_.proc_root, settings_.steady_clock), machine_(settings_.proc_root),
      parents_(settings_.steady_clock) {}

std::unique_ptr<sample_reader> cgroup_source::open(const model::container& container) {
  return std::make_unique<cgroup_reader>(*this, container);
}

cgroup_statistics cgroup_source::statistics() const {
  return {
      readings_.load(std::memory_order_relaxed), memory_details_.load(std::memory_order_relaxed),
      files_read_.load(std::memory_order_relaxed)};
}

} // namespace docker_monitor::engine
