#include "model/history/history_series_buffer.hpp"

#include "model/history/history_downsampler.hpp"

#include <span>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;

/// A reading that is this much older than the previous one comes from a clock that was set back. A
/// smaller difference may come from two containers that share an identity during a replacement.
constexpr auto series_set_back = 5s;

} // namespace

void history_series_buffer::take(engine_time at, const history_row& row, const manner& how) {
  if (at <= newest_ && at + series_set_back > newest_)
    return;
  const auto second = std::chrono::floor<std::chrono::seconds>(at);
  const auto window = window_of(second);
  if (noted_ > 0 && (window != window_ || noted_ == max_noted))
    close(how);
  if (const auto skipped = bridged_place(second, how)) {
    if (window_of(*skipped) == window)
      bridged_ |= static_cast<std::uint16_t>(1U << noted_);
    else
      finish({window_of(*skipped), 1, summarize(std::span{&row, 1})});
  }
  newest_ = at;
  window_ = window;
  seconds_[noted_] =
      static_cast<std::uint8_t>(second.time_since_epoch().count() % history_window_length.count());
  rows_[noted_++] = row;
}

/// Returns the place that the ring buffer will fill with a reading of this second, too, if any.
/// What memory shows in a window must also be in the window that goes to disk.
std::optional<std::chrono::sys_seconds>
history_series_buffer::bridged_place(std::chrono::sys_seconds second, const manner& how) const {
  if (!how.ring.bridge || how.windows > 1 || newest_ == engine_time{})
    return std::nullopt;
  const auto step = how.ring.step;
  const auto last = aligned(std::chrono::floor<std::chrono::seconds>(newest_), step);
  if (aligned(second, step) != last + 2 * step)
    return std::nullopt;
  return last + step;
}

void history_series_buffer::settle(const manner& how) {
  const time start{window_ * history_window_length};
  for (; settled_ < noted_; ++settled_)
    ring_.put(start + std::chrono::seconds{seconds_[settled_]}, rows_[settled_], how.ring);
}

void history_series_buffer::close(const manner& how) {
  settle(how);
  history_window closed{window_, noted_, summarize_noted(how.ring.step)};
  noted_ = settled_ = 0;
  bridged_ = 0;
  // With long intervals, each reading covers the windows since the previous one.
  if (how.windows > 1 && last_window_ < window_ && window_ - last_window_ <= how.windows)
    for (auto between = last_window_ + 1; between < window_; ++between)
      finish({between, closed.rows, closed.summary});
  finish(closed);
  last_window_ = window_;
}

/// Returns the summary in which each place of the ring buffer counts as much as another, whatever
/// the number of its readings: the same mean as in memory.
history_summary history_series_buffer::summarize_noted(std::chrono::seconds step) const {
  std::array<double, max_noted> weights{};
  const auto place_of = [&](std::size_t i) { return seconds_.at(i) / step.count(); };
  bool equal = true;
  for (std::size_t i = 0; i < noted_;) {
    auto end = i + 1;
    while (end < noted_ && place_of(end) == place_of(i))
      ++end;
    for (auto each = i; each < end; ++each)
      weights.at(each) = 1.0 / static_cast<double>(end - i);
    const bool bridges = (bridged_ >> i & 1U) != 0;
    weights.at(i) += bridges ? 1 : 0;
    equal = equal && end - i == 1 && !bridges;
    i = end;
  }
  const auto rows = std::span{rows_}.first(noted_);
  return equal ? summarize(rows) : summarize(rows, std::span{weights}.first(noted_));
}

void history_series_buffer::finish(const history_window& window) {
  if (!finished_.empty() && finished_.back().number == window.number) {
    auto& into = finished_.back();
    into.summary = merge(into.summary, into.rows, window.summary, window.rows);
    into.rows += window.rows;
    return;
  }
  finished_.push_back(window);
}

void history_series_buffer::hand_over(history_batch& into) {
  if (finished_.empty())
    return;
  into.pieces.push_back({names_, finished_.size()});
  into.windows.insert(into.windows.end(), finished_.begin(), finished_.end());
  finished_.clear();
}

} // namespace docker_monitor::model
