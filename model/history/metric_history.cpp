#include "model/history/metric_history.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::model {

namespace {

using namespace std::chrono_literals;
using std::chrono::floor;
using std::chrono::seconds;

/// The step is doubled up to this, or to the interval if that is longer.
constexpr seconds coarsest_step = 60s;

/// Longer than the reach, so that a query for the last 15 minutes that was delayed shortly still
/// finds all rows. The lag of handing over is shorter.
constexpr seconds kept_in_memory = metric_history::reach + history_batch_length;

/// The minimum size of an identity in bytes: that at the coarsest step.
constexpr std::size_t min_series_bytes =
    sizeof(history_series_buffer) + 2 * history_ring_buffer::chunk_rows * sizeof(history_row);

/// Later times overflow their representation in nanoseconds.
constexpr std::chrono::sys_seconds latest = std::chrono::sys_days{std::chrono::year{2200} / 1 / 1};

/// Returns the longest time between readings: their jitter is a quarter of the interval.
constexpr seconds max_pause(seconds interval) {
  return (5 * interval + 3s) / 4;
}

/// If the newest reading of a round is this much older, the clock was set back. A smaller
/// difference may come from a late reading.
constexpr seconds set_back = 5s;

/// Rows are prefetched this far ahead, since they are scattered in memory.
constexpr std::size_t fetched_ahead = 6;

} // namespace

metric_history::metric_history(const settings& with)
    : settings_{with}, base_{std::max(1s, std::chrono::ceil<seconds>(with.interval))} {
  // Handing over lags by one reading, which may be longer.
  how_.ring = {base_, std::max(kept_in_memory, 2 * base_), true};
  how_.windows = static_cast<std::uint32_t>(
      rounded_up(max_pause(base_), history_window_length) / history_window_length);
}

history_batch_ptr metric_history::take(const snapshot& round) {
  const auto before = std::exchange(newest_, engine_time{});
  const auto& rows = round.rows();
  row_states_.resize(rows.size() + 1);
  if (round.host()) {
    note(row_states_.front(), *round.host());
    note_host(*round.host());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i + fetched_ahead < rows.size()) {
      __builtin_prefetch(rows[i + fetched_ahead].get());
      __builtin_prefetch(row_states_[i + 1 + fetched_ahead].series);
    }
    note(row_states_[i + 1], *rows[i]);
  }
  return end_round(before);
}

history_batch_ptr metric_history::take(const history_round& round) {
  const auto before = std::exchange(newest_, round.at);
  for (const auto& reading : round.readings)
    if (auto* const series = series_of(reading.identity, reading.identity))
      series->take(round.at, reading.row, how_);
  return end_round(before);
}

/// Returns a batch if one is due. `before` is the newest reading of the rounds before.
history_batch_ptr metric_history::end_round(engine_time before) {
  if (newest_ == engine_time{}) {
    newest_ = before;
    return nullptr;
  }
  const auto now = floor<seconds>(newest_);
  if (!begun_)
    begun_ = now;
  if (newest_ + set_back <= before)
    go_back(floor<seconds>(before));
  const auto number = now.time_since_epoch() / history_batch_length;
  const auto last = std::exchange(batch_, number);
  if (last == number || last == 0)
    return nullptr;
  return hand_over();
}

/// The clock was set back: later rows are removed from memory, and much older ones were removed
/// before, but the disk has both.
void metric_history::go_back(time before) {
  const auto now = floor<seconds>(newest_);
  begun_ = std::min(now, std::max(*begun_, before - how_.ring.keep));
  found_on_disk(before);
  step_changed_ = std::min(step_changed_, now);
  finer_since_ = std::min(finer_since_, now);
}

void metric_history::found_on_disk(time until) {
  settings_.kept_until = std::max(settings_.kept_until.value_or(until), until);
}

void metric_history::note(row_state& s, const row& r) {
  // Only running containers have a sample.
  if (!r.sample || (s.sampled_at == r.sampled_at && s.who == r.container))
    return;
  if (s.who != r.container) {
    s = {};
    s.series = series_of(identity_of(*r.container), r.container->name);
    s.who = r.container;
  }
  s.sampled_at = r.sampled_at;
  if (s.series == nullptr)
    return;
  if (s.taken != r.sample.get() || s.read_at != r.sample->now.read_at) {
    s.taken = r.sample.get();
    s.read_at = r.sample->now.read_at;
    s.row = history_row_of(*r.sample);
  }
  s.series->take(r.sampled_at, s.row, how_);
  newest_ = std::max(newest_, r.sampled_at);
}

/// Notes the series that only the host has. Where none of them is known there is no identity.
void metric_history::note_host(const row& r) {
  auto& s = host_state_;
  if (!r.sample || s.sampled_at == r.sampled_at)
    return;
  s.sampled_at = r.sampled_at;
  s.row = host_row_of(*r.sample);
  if (s.row == unknown_row())
    return;
  if (!s.who) {
    s.who = r.container;
    const std::string identity{host_series_id};
    s.series = series_of(identity, identity);
  }
  if (s.series != nullptr)
    s.series->take(r.sampled_at, s.row, how_);
}

/// Returns null if the memory budget is used up.
history_series_buffer*
metric_history::series_of(const std::string& identity, const std::string& name) {
  const auto found = series_.find(identity);
  if (found != series_.end()) {
    auto& series = *found->second;
    if (series.names()->name != name)
      series.rename(std::make_shared<const history_names>(history_names{identity, name}));
    return &series;
  }
  if ((series_.size() + 1) * min_series_bytes > settings_.budget) {
    ++refused_;
    return nullptr;
  }
  auto names = std::make_shared<const history_names>(history_names{identity, name});
  return series_.emplace(identity, std::make_unique<history_series_buffer>(std::move(names)))
      .first->second.get();
}

history_batch_ptr metric_history::hand_over() {
  const auto now = floor<seconds>(newest_);
  const auto window = window_of(now);
  auto batch = std::make_shared<history_batch>();
  if (settings_.on_disk) {
    batch->pieces.reserve(series_.size());
    batch->windows.reserve(
        series_.size()
        * static_cast<std::size_t>(history_batch_length / history_window_length + 1));
  }
  batch->until = history_window{window, 0, {}}.start();
  bytes_ = 0;
  bool forgot = false;
  for (auto i = series_.begin(); i != series_.end();) {
    auto& series = *i->second;
    series.close_before(window, how_);
    series.hand_over(*batch);
    // A time nearly an hour ahead was recorded before the clock was set back.
    const bool is_over =
        series.newest() + how_.ring.keep < newest_ || series.newest() > newest_ + 1h;
    forgot |= is_over;
    bytes_ += is_over ? 0 : series.bytes();
    i = is_over ? series_.erase(i) : std::next(i);
  }
  if (forgot) { // they point to series
    row_states_.clear();
    host_state_ = {};
  }
  fit();
  return settings_.on_disk && !batch->empty() ? batch : nullptr;
}

/// Adapts the resolution to the memory budget.
void metric_history::fit() {
  const auto now = floor<seconds>(newest_);
  while (bytes_ > settings_.budget && how_.ring.step < std::max(coarsest_step, base_)) {
    how_.ring.step *= 2;
    how_.ring.bridge = false;
    step_changed_ = now;
    bytes_ = 0;
    for (const auto& [identity, series] : series_) {
      series->coarsen(how_.ring.step);
      bytes_ += series->bytes();
    }
  }
  // Full rings of half the step are twice as large. The wait prevents oscillation.
  const auto fixed = series_.size() * sizeof(history_series_buffer);
  const auto rings = bytes_ > fixed ? bytes_ - fixed : 0;
  if (how_.ring.step == base_ || now < step_changed_ + how_.ring.keep
      || bytes_ + rings > settings_.budget / 5 * 4)
    return;
  coarser_step_ = how_.ring.step;
  step_changed_ = finer_since_ = now;
  how_.ring.step /= 2;
  how_.ring.bridge = how_.ring.step == base_;
}

history_batch_ptr metric_history::finish() {
  if (!settings_.on_disk)
    return nullptr;
  auto batch = std::make_shared<history_batch>();
  batch->until = floor<seconds>(newest_) + 1s;
  for (const auto& [identity, series] : series_) {
    series->close_before(window_of(batch->until) + 1, how_);
    series->hand_over(*batch);
  }
  return batch->empty() ? nullptr : batch;
}

history_series_buffer* metric_history::find(std::string_view identity_or_name) {
  if (const auto found = series_.find(std::string{identity_or_name}); found != series_.end())
    return found->second.get();
  history_series_buffer* newest = nullptr;
  for (const auto& [identity, series] : series_)
    if (series->names()->name == identity_or_name
        && (newest == nullptr || newest->newest() < series->newest()))
      newest = series.get();
  return newest;
}

/// Returns the time from which memory has all rows.
metric_history::time metric_history::reaches_back_to() const {
  if (!settings_.on_disk)
    return time::min();
  if (!begun_)
    return time::max(); // no reading yet
  const auto now = floor<seconds>(newest_);
  if (now - how_.ring.keep > *begun_)
    return aligned(now - how_.ring.keep, history_window_length) + history_window_length;
  const auto first = aligned(*begun_, history_window_length);
  // The previous run's part of that window is on disk.
  return settings_.kept_until && *settings_.kept_until > first ? first + history_window_length
                                                               : first;
}

/// Returns the step that all rows in memory have from a time on.
seconds metric_history::finest(time from) const {
  // A chunk that began before keeps its step for its whole length.
  const bool mixed = from < finer_since_ + coarser_step_ * int{history_ring_buffer::chunk_rows};
  return mixed ? std::max(coarser_step_, how_.ring.step) : how_.ring.step;
}

metric_history::answer metric_history::ask(const history_query& query) {
  // Nothing older is kept, and times before the epoch are not valid.
  const auto asked_to = std::min(query.to, engine_time{latest});
  const auto newest =
      begun_ ? floor<seconds>(newest_) : settings_.kept_until.value_or(floor<seconds>(asked_to));
  const auto oldest = std::max(time{}, newest - coarse_history_age - 24h);
  const auto asked_from = std::max(oldest, floor<seconds>(query.from));
  const auto begins = reaches_back_to();
  const bool none_stored =
      !settings_.kept_until || *settings_.kept_until <= asked_from; // by earlier runs
  const bool in_memory =
      asked_from >= begins || (none_stored && begun_ && begins <= aligned(*begun_, 15s));
  const bool coarse = !in_memory && asked_from < newest - fine_history_age - reach;
  const auto step = rounded_up(
      query.step, in_memory ? finest(asked_from)
                  : coarse  ? seconds{coarse_history_step}
                            : history_window_length);
  answer made{
      row_kind_of(query.series) == history_row_kind::host ? std::string{host_series_id}
                                                          : query.container,
      query.series,
      aligned(asked_from, step),
      std::chrono::ceil<seconds>(std::min(asked_to, engine_time{newest + 24h})),
      history_downsampler{step},
      query.listed,
      {},
      coarse};
  made.stored_until = in_memory ? made.from : std::max(made.from, std::min(begins, made.to));
  auto* const series = find(made.identity);
  if (series == nullptr)
    return made;
  made.known = true;
  made.identity = series->names()->identity;
  const auto first = in_memory ? made.from : std::max(made.from, begins);
  // A row may be longer than a point: it begins before the range, or ends in the future.
  const auto add = [&](time at, seconds length, const history_row& row) {
    for (auto begin = std::max(at, first), end = at + length; begin < end && begin <= newest;) {
      const auto next = std::min(end, aligned(begin, step) + step);
      made.bins.add(begin, next - begin, row, query.series);
      begin = next;
    }
  };
  const auto longest = std::max(coarser_step_, how_.ring.step);
  series->ring(how_).visit(first - longest, aligned(made.to + step - 1s, step), add);
  return made;
}

} // namespace docker_monitor::model
