#include "model/rule/growth_window.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

double seconds(std::chrono::steady_clock::duration time) {
  return std::chrono::duration<double>{time}.count();
}

} // namespace

bool growth_window::add(instant at, double value) {
  const auto step = span_ / steps;
  if (!points_.empty() && at - points_.back().at < step)
    return false;
  drop_old(at);
  points_.push_back({at, value});
  return true;
}

void growth_window::drop_old(instant at) {
  const auto step = span_ / steps;
  // Of points two steps apart or more, those within the span may cover too little of it.
  const bool is_sparse = !points_.empty() && at - points_.back().at >= 2 * step;
  while (!points_.empty() && points_.front().at + span_ + step / 2 < at) {
    if (is_sparse && points_.size() > 1 && at - points_[1].at < enough())
      return;
    points_.erase(points_.begin());
  }
}

bool growth_window::is_full() const {
  return points_.size() > 1 && points_.back().at - points_.front().at >= enough();
}

double growth_window::fit(std::size_t from) const {
  const auto count = static_cast<double>(points_.size() - from);
  const auto& origin = points_[from];
  double t_sum = 0;
  double v_sum = 0;
  double tt_sum = 0;
  double tv_sum = 0;
  for (std::size_t i = from; i < points_.size(); ++i) {
    // Relative to the first point, so that small changes of large values keep their precision.
    const double t = seconds(points_[i].at - origin.at);
    const double v = points_[i].value - origin.value;
    t_sum += t;
    v_sum += v;
    tt_sum += t * t;
    tv_sum += t * v;
  }
  const double spread = count * tt_sum - t_sum * t_sum;
  return spread > 0 ? (count * tv_sum - t_sum * v_sum) / spread : 0;
}

std::optional<double> growth_window::slope() const {
  return is_full() ? std::optional{fit(0)} : std::nullopt;
}

std::optional<double> growth_window::lasting_slope() const {
  if (!is_full())
    return std::nullopt;
  return std::min(fit(0), fit((points_.size() - 1) / 2));
}

} // namespace docker_monitor::model
