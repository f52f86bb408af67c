#include "model/history/history_downsampler.hpp"

#include <algorithm>

namespace docker_monitor::model {

history_downsampler::bin& history_downsampler::bin_of(time start) {
  if (!bins_.empty() && bins_.back().start == start)
    return bins_.back();
  if (bins_.empty() || bins_.back().start < start) {
    bins_.push_back({start});
    return bins_.back();
  }
  const auto place = std::ranges::lower_bound(bins_, start, {}, &bin::start);
  return place->start == start ? *place : *bins_.insert(place, bin{start});
}

void history_downsampler::add(
    time at, seconds length, history_value least, history_value average, history_value most) {
  if (least == unknown_value || average == unknown_value || most == unknown_value)
    return;
  auto& b = bin_of(aligned(at, step_));
  const auto weight = static_cast<double>(length.count());
  b.least = std::min(b.least, least);
  b.most = std::max(b.most, most);
  b.sum += decode_value(average) * weight;
  b.weight += weight;
}

void history_downsampler::add(
    time at, seconds length, const history_row& row, history_series series) {
  const auto value = row.at(column_of(series));
  add(at, length, value, value, value);
}

void history_downsampler::add(
    time at, seconds length, const history_summary& summary, history_series series) {
  const auto i = column_of(series);
  add(at, length, summary.least[i], summary.average[i], summary.most[i]);
}

history_line history_downsampler::line(time from, time to) const {
  history_line made{step_, {}};
  const auto first = std::ranges::lower_bound(bins_, from, {}, &bin::start);
  const auto last = std::ranges::lower_bound(bins_, to, {}, &bin::start);
  if (first >= last)
    return made;
  made.points.reserve(static_cast<std::size_t>(last - first));
  for (auto b = first; b != last; ++b) {
    const auto least = decode_value(b->least);
    const auto most = decode_value(b->most);
    // The mean of equal numbers is exactly that number, despite rounding.
    const auto average = std::clamp(b->sum / b->weight, least, std::max(least, most));
    made.points.push_back(
        {b->start, static_cast<float>(least), static_cast<float>(average),
         static_cast<float>(most)});
  }
  return made;
}

} // namespace docker_monitor::model
