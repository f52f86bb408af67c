#pragma once

#include "model/history/history_series.hpp"
#include "model/history/history_value.hpp"
#include "model/metric/sample.hpp"

#include <array>
#include <span>

namespace docker_monitor::model {

/// A value of each series of one `history_row_kind`: of one reading, or the mean of some.
using history_row = std::array<history_value, history_series_count>;

/// Returns a row without any known value.
constexpr history_row unknown_row() {
  history_row row{};
  row.fill(unknown_value);
  return row;
}

/// Returns the values of a sample.
history_row history_row_of(const sample& sample);

/// Returns the values of a sample of the host, of the series that only the host has.
history_row host_row_of(const sample& sample);

/// Returns how many containers a host has.
history_row containers_row_of(const container_counts& containers);

/// Minimum, mean and maximum of some rows. All three of a series are known, or none.
struct history_summary {
  history_row least = unknown_row();
  history_row average = unknown_row();
  history_row most = unknown_row();

  friend bool operator==(const history_summary&, const history_summary&) = default;
};

/// Returns the summary of rows; of no rows everything is unknown.
history_summary summarize(std::span<const history_row> rows);

/// Returns the summary of rows of which each has a weight in the mean.
history_summary summarize(std::span<const history_row> rows, std::span<const double> weights);

/// Merges two summaries of the given numbers of rows.
history_summary
merge(const history_summary& a, unsigned rows_of_a, const history_summary& b, unsigned rows_of_b);

/// Returns the mean of two rows of the given numbers of readings.
history_row
mean(const history_row& a, unsigned readings_of_a, const history_row& b, unsigned readings_of_b);

} // namespace docker_monitor::model
