#pragma once

#include "model/metric/metric_table.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// The Prometheus type of a metric.
enum class metric_type : std::uint8_t { counter, gauge, histogram, summary };

/// How the number of a series is stored and written.
enum class number_form : std::uint8_t {
  integer,
  signed_integer, ///< as two's complement
  nanoseconds,    ///< written as seconds with nine decimals
  microseconds,   ///< written as seconds with six decimals
  milliseconds,   ///< written as seconds with three decimals
};

/// A metric with series of containers and the host: its number in the order of the text.
enum class family : std::uint8_t {};

/// Returns the numbers in the table of metrics of all families, in the order of the text.
consteval auto make_families() {
  constexpr auto count = std::ranges::count_if(
      model::metric_table, [](const auto& each) { return !each.family.empty(); });
  std::array<std::uint8_t, count> numbers{};
  std::size_t next = 0;
  using enum model::exposition_part;
  for (const auto part : {usage, device_bytes, tasks, pressure, container})
    for (std::size_t i = 0; i < model::metric_table.size(); ++i)
      if (!model::metric_table[i].family.empty() && model::metric_table[i].part == part)
        numbers.at(next++) = static_cast<std::uint8_t>(i);
  return numbers;
}

inline constexpr auto families = make_families();

/// The number of families.
inline constexpr std::size_t family_count = families.size();

/// Returns the family of this name.
consteval family family_named(std::string_view name) {
  for (std::size_t i = 0; i < family_count; ++i)
    if (model::metric_table[families.at(i)].family == name)
      return static_cast<family>(i);
  throw "there is no such family";
}

/// Name and meaning of a metric.
struct family_description {
  std::string_view name;
  std::string_view help; ///< without quotes, backslashes and line ends
  metric_type type;
  number_form form;
  /// The name of a label beyond those of the container: `interface`; empty where there is none.
  std::string_view label{};
};

/// Describes a family; the names are cAdvisor's where it has the metric.
const family_description& describe(family of);

/// Appends the lines that introduce a metric. OpenMetrics omits `_total` there.
void append_metadata(
    std::string& out, std::string_view name, metric_type type, std::string_view help,
    bool openmetrics);

} // namespace docker_monitor::http
