#include "model/metric/metric.hpp"

#include "model/metric/metric_values.hpp"

#include <algorithm>
#include <array>

namespace docker_monitor::model {

namespace {

/// Returns how many of a unit make one shown unit.
constexpr double units_shown(metric_unit unit) {
  switch (unit) {
  case metric_unit::nanoseconds:
    return 1e9;
  case metric_unit::microseconds:
    return 1e6;
  case metric_unit::milliseconds:
    return 1e3;
  default:
    return 1;
  }
}

template <std::size_t I>
std::optional<double> number_of(const row& row, std::optional<std::uint32_t> cores) {
  if constexpr (is_of_interface(I)) {
    return sum_of_interfaces<I>(*row.sample);
  } else if constexpr (is_from<fact_count>(I)) {
    const auto value = facts_of(row).*metric_source_of<I, fact_count>;
    return value ? std::optional{static_cast<double>(static_cast<std::int64_t>(*value))}
                 : std::nullopt;
  } else {
    const auto& value = value_of<I>(row_view{row, cores});
    return value ? std::optional{static_cast<double>(*value) / units_shown(metric_table[I].unit)}
                 : std::nullopt;
  }
}

constexpr bool is_for_rules(const metric_definition& from) {
  return !from.path.empty() && from.unit != metric_unit::text;
}

constexpr auto make_metrics() {
  std::array<metric, std::ranges::count_if(metric_table, is_for_rules)> made{};
  std::size_t count = 0;
  for_each_metric([&]<std::size_t I>() {
    constexpr const auto& from = metric_table[I];
    if constexpr (is_for_rules(from))
      made[count++] = {
          from.path, to_string(from.unit), is_measured(I), from.kind == metric_kind::counter,
          number_of<I>};
  });
  return made;
}

constexpr auto all = make_metrics();

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
