#pragma once

#include "http/prometheus/prometheus_family.hpp"
#include "model/container/snapshot.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// One series of a container: its identity, its value, and the place in the text of its family.
struct cell {
  std::uint64_t raw = 0;  ///< in the form of the family
  std::uint32_t slot = 0; ///< number of the line in the text
  family of{};
  /// Which interface or device of the sample, or the status; 0 for families without a label.
  std::uint16_t which = 0;

  /// Returns true where at most the value differs.
  [[nodiscard]] bool same_series(const cell& other) const {
    return of == other.of && which == other.which;
  }
};

/// Appends the series of a container, ordered by family; unknown ones are absent. The row of
/// `model::host_id` lacks the series that only containers have.
void collect(std::vector<cell>& out, const model::row& row);

/// Returns the value of `container_last_seen` for a row that has it.
std::uint64_t last_seen_of(const model::row& row);

/// Returns a hash of the names of interfaces and devices, in their order. If it changes, the cells
/// of a sample belong to other series.
std::size_t hash_of_names(const model::sample& sample);

/// Appends `name="value"` for the label of the cell's family; nothing where it has none.
void append_own_label(std::string& out, const cell& of, const model::sample_ptr& sample);

/// Returns the labels of all series of a container, without braces: `id` and, except for the host,
/// `image`, `name`, and `container_label_…` for the given keys. The id is the path of the cgroup,
/// or `/docker/<id>` where that is unknown. If two keys become the same label name, the first one
/// is used.
std::string series_labels(const model::row& row, std::span<const std::string> keys);

} // namespace docker_monitor::http
