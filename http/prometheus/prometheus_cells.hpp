#pragma once

#include "http/prometheus/prometheus_family.hpp"
#include "model/container/snapshot.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// One series of a container: what it is, its value, and where that is in the text of its family.
struct cell {
  std::uint64_t raw = 0;  ///< in the form of the family
  std::uint32_t slot = 0; ///< number of the line in the text
  family of{};
  /// Which interface or device of the sample, or the status; 0 for families without a label.
  std::uint16_t which = 0;

  /// True where only the value may differ.
  [[nodiscard]] bool same_series(const cell& other) const {
    return of == other.of && which == other.which;
  }
};

/// Appends the series a container has, in the order of their families; what is unknown is absent.
/// The row of `model::host_id` has none of those that only containers have.
void collect(std::vector<cell>& out, const model::row& row);

/// The value of `container_last_seen`, for a row that has it.
std::uint64_t last_seen_of(const model::row& row);

/// A hash of the names of interfaces and devices, in their order: with another one the cells of a
/// sample are of other series.
std::size_t hash_of_names(const model::sample& sample);

/// Appends `name="value"` for the label of the cell's family; nothing where it has none.
void append_own_label(std::string& out, const cell& of, const model::sample_ptr& sample);

/// The labels of all series of a container, without braces: `id`, and but for the host's `image`,
/// `name`, and `container_label_…` of those keys it has. The id is the path of its cgroup;
/// `/docker/<id>` where that is unknown. Of two keys that become the same name the first counts.
std::string series_labels(const model::row& row, std::span<const std::string> keys);

} // namespace docker_monitor::http
