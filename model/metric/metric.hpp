#pragma once

#include "model/container/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace docker_monitor::model {

/// A numeric member of the v2 container object, by its name there: `cpu.percent`,
/// `memory.workingSetBytes`, `restartCount`, …. Those of `network` are sums over the interfaces.
struct metric {
  /// Reads the value. If `of_sample`, the container must be up and have a sample.
  using reader = std::optional<double> (*)(const row& row, std::optional<std::uint32_t> cores);

  std::string_view name;
  std::string_view unit; ///< `percent`, `seconds`, `bytes`, `bytes/s`, `count` or `code`
  bool of_sample = true; ///< else a fact of the container
  bool counter = false;  ///< never decreases while the container runs; rules use its rate
  reader read = nullptr;
};

/// Returns all metrics.
std::span<const metric> metrics();

/// Returns the metric of that name; null if there is none. It is valid until the program ends.
const metric* find_metric(std::string_view name);

/// Returns the value of a metric in a row; none if it is unknown, as in the container object.
/// `cores` are those of the engine's host.
std::optional<double>
value(const metric& metric, const row& row, std::optional<std::uint32_t> cores);

} // namespace docker_monitor::model
