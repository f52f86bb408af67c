#include "model/metric/host_metric.hpp"

#include <cstddef>

namespace docker_monitor::model {

namespace {

constexpr double hundredths_of_load = 100;

} // namespace

std::optional<double> host_value(const host_metric& metric, const sample& of) {
  if (const auto* average = std::get_if<std::uint32_t load_averages::*>(&metric.from)) {
    const auto& load = of.now.load;
    return load ? std::optional{(*load).**average / hundredths_of_load} : std::nullopt;
  }
  const auto* percentage = std::get_if<std::optional<double> pressure_percentages::*>(&metric.from);
  return percentage && of.host_pressure ? (*of.host_pressure).**percentage : std::nullopt;
}

std::optional<double> host_value(const host_metric& metric, const container_counts& of) {
  if (const auto* status = std::get_if<container_status>(&metric.from))
    return static_cast<double>(of.by_status.at(static_cast<std::size_t>(*status)));
  const auto* count = std::get_if<std::uint64_t container_counts::*>(&metric.from);
  return count ? std::optional{static_cast<double>(of.**count)} : std::nullopt;
}

} // namespace docker_monitor::model
