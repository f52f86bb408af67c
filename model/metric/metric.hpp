#pragma once

#include "model/container/snapshot.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace docker_monitor::model {

/// A numeric member of the v2 container object, by the name it has there: `cpu.percent`,
/// `memory.workingSetBytes`, `restartCount`, …. Those of `network` are sums over the interfaces.
struct metric {
  /// Reads the value where the container is up and has a sample, if `of_sample`.
  using reader = std::optional<double> (*)(const row& row, std::optional<std::uint32_t> cores);

  std::string_view name;
  std::string_view unit; ///< `percent`, `seconds`, `bytes`, `bytes/s`, `count` or `code`
  bool of_sample = true; ///< else a fact of the container
  bool counter = false;  ///< only grows while the container runs: its rate is of interest
  reader read = nullptr;
};

/// All there are.
std::span<const metric> metrics();

/// The metric of that name; null where there is none. It lives as long as the program.
const metric* find_metric(std::string_view name);

/// What a metric is in a row; none where it is not known, as in the container object. `cores` are
/// those of the engine's host.
std::optional<double>
value(const metric& metric, const row& row, std::optional<std::uint32_t> cores);

} // namespace docker_monitor::model
