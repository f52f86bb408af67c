#include "http/prometheus/metrics_cache.hpp"

#include <algorithm>

namespace docker_monitor::http {

exposition& metrics_cache::page(const model::snapshot_ptr& snapshot, const page_style& style) {
  auto& of = slots_.at(style.openmetrics ? 1 : 0);
  of.idle = 0;
  if (!of.page)
    of.page.emplace(style);
  if (of.page->update(snapshot))
    series_dropped_ += of.page->series_dropped();
  return *of.page;
}

void metrics_cache::tidy() {
  for (auto& each : slots_)
    if (each.page && ++each.idle > max_idle)
      each.page.reset();
}

bool metrics_cache::empty() const {
  return std::ranges::none_of(slots_, [](const slot& s) { return s.page.has_value(); });
}

} // namespace docker_monitor::http
