#include "model/history/history_row.hpp"

#include "model/metric/metric_values.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

/// Shifts codes so that the unknown value is the smallest, before 0.
constexpr history_value from_one(history_value code) {
  return static_cast<history_value>(code + 1);
}

/// Returns the mean of two values; if only one is known, that one.
history_value mean(history_value a, double weight_of_a, history_value b, double weight_of_b) {
  if (a == unknown_value || b == unknown_value)
    return std::min(a, b);
  return a == b ? a
                : encode_value(
                    (decode_value(a) * weight_of_a + decode_value(b) * weight_of_b)
                    / (weight_of_a + weight_of_b));
}

/// Returns the values of the series of one kind, which only a host has.
template <class Source>
history_row row_of_kind(history_row_kind kind, const Source& source) {
  auto row = unknown_row();
  for (const auto& each : host_metric_table)
    if (row_kind_of(each.history) == kind)
      row.at(column_of(each.history)) = encode_value(host_value(each, source));
  return row;
}

template <class Weight>
history_summary summarize_weighted(std::span<const history_row> rows, Weight weight_of) {
  history_summary all;
  history_row most{}; // shifted by `from_one`
  std::array<double, history_series_count> sums{};
  std::array<double, history_series_count> weights{};
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto& row = rows[r];
    const double weight = weight_of(r);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const bool known = row[i] != unknown_value;
      all.least[i] = std::min(all.least[i], row[i]);
      most[i] = std::max(most[i], from_one(row[i]));
      sums[i] += known ? decode_value(row[i]) * weight : 0;
      weights[i] += known ? weight : 0;
    }
  }
  for (std::size_t i = 0; i < most.size(); ++i) {
    if (weights[i] == 0)
      continue;
    all.most[i] = static_cast<history_value>(most[i] - 1);
    // Rounding must not move a mean outside the range of its values.
    all.average[i] = std::clamp(encode_value(sums[i] / weights[i]), all.least[i], all.most[i]);
  }
  return all;
}

} // namespace

history_row history_row_of(const sample& sample) {
  history_row row{};
  for_each_metric([&]<std::size_t I>() {
    if constexpr (metric_table[I].history) {
      auto& to = row[static_cast<std::size_t>(*metric_table[I].history)];
      if constexpr (is_of_interface(I))
        to = encode_value(sum_of_interfaces<I>(sample));
      else
        to = encode_value(value_of<I>(sample));
    }
  });
  return row;
}

history_row host_row_of(const sample& sample) {
  return row_of_kind(history_row_kind::host, sample);
}

history_row containers_row_of(const container_counts& containers) {
  return row_of_kind(history_row_kind::containers, containers);
}

history_summary summarize(std::span<const history_row> rows) {
  return summarize_weighted(rows, [](std::size_t) { return 1.0; });
}

history_summary summarize(std::span<const history_row> rows, std::span<const double> weights) {
  return summarize_weighted(rows, [&](std::size_t place) { return weights[place]; });
}

history_row
mean(const history_row& a, unsigned readings_of_a, const history_row& b, unsigned readings_of_b) {
  history_row both{};
  for (std::size_t i = 0; i < both.size(); ++i)
    both[i] = mean(a[i], readings_of_a, b[i], readings_of_b);
  return both;
}

history_summary
merge(const history_summary& a, unsigned rows_of_a, const history_summary& b, unsigned rows_of_b) {
  history_summary both;
  both.average = mean(a.average, rows_of_a, b.average, rows_of_b);
  for (std::size_t i = 0; i < history_series_count; ++i) {
    both.least[i] = std::min(a.least[i], b.least[i]);
    both.most[i] =
        static_cast<history_value>(std::max(from_one(a.most[i]), from_one(b.most[i])) - 1);
  }
  return both;
}

} // namespace docker_monitor::model
