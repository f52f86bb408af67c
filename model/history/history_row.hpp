#pragma once

#include "model/history/history_series.hpp"
#include "model/history/history_value.hpp"
#include "model/metric/sample.hpp"

#include <array>
#include <span>

namespace docker_monitor::model {

/// A value of each series: what one reading gave, or the mean of some.
using history_row = std::array<history_value, history_series_count>;

/// A row in which nothing is known.
constexpr history_row unknown_row() {
  history_row row{};
  row.fill(unknown_value);
  return row;
}

/// What a sample tells of each series.
history_row history_row_of(const sample& sample);

/// What some rows have in common. All three of a series are known, or none.
struct history_summary {
  history_row least = unknown_row();
  history_row average = unknown_row();
  history_row most = unknown_row();

  friend bool operator==(const history_summary&, const history_summary&) = default;
};

/// The summary of rows; of none everything is unknown.
history_summary summarize(std::span<const history_row> rows);

/// The summary of what two are summaries of, of so many rows each.
history_summary
merge(const history_summary& a, unsigned rows_of_a, const history_summary& b, unsigned rows_of_b);

/// The mean of two rows that stand for so many readings each.
history_row
mean(const history_row& a, unsigned readings_of_a, const history_row& b, unsigned readings_of_b);

} // namespace docker_monitor::model
