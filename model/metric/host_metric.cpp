#include "model/metric/host_metric.hpp"

namespace docker_monitor::model {

namespace {

constexpr double hundredths_of_load = 100;

} // namespace

std::optional<double> host_value(const host_metric& metric, const sample& of) {
  if (const auto* average = std::get_if<std::uint32_t load_averages::*>(&metric.from)) {
    const auto& load = of.now.load;
    return load ? std::optional{(*load).**average / hundredths_of_load} : std::nullopt;
  }
  const auto percentage = std::get<std::optional<double> pressure_percentages::*>(metric.from);
  return of.host_pressure ? (*of.host_pressure).*percentage : std::nullopt;
}

} // namespace docker_monitor::model
