#include "http/prometheus/exposition.hpp"

#include "http/prometheus/prometheus_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace docker_monitor::http {

namespace {

constexpr auto last_seen = family_named("container_last_seen");

constexpr std::size_t number_of(family of) {
  return static_cast<std::size_t>(of);
}

/// Prefetches memory.
void prefetch(const void* from, std::size_t bytes) {
  constexpr std::size_t line = 64;
  for (std::size_t at = 0; at < bytes; at += line)
    __builtin_prefetch(static_cast<const char*>(from) + at);
}

/// Prefetches rows and samples, which are scattered in memory: waiting for each would take longer
/// than the work.
void prefetch_ahead(const std::vector<model::row_ptr>& rows, std::size_t at) {
  constexpr std::size_t for_row = 6;
  constexpr std::size_t for_sample = 3;
  if (at + for_row < rows.size())
    prefetch(rows[at + for_row].get(), sizeof(model::row));
  if (at + for_sample < rows.size())
    if (const auto* sample = rows[at + for_sample]->sample.get())
      prefetch(sample, sizeof *sample);
}

std::size_t names_of(const model::row& row) {
  return row.sample ? hash_of_names(*row.sample) : 0;
}

} // namespace

bool exposition::update(const model::snapshot_ptr& snapshot) {
  if (!of_.owner_before(snapshot) && !snapshot.owner_before(of_))
    return false;
  of_ = snapshot;
  // If the budget is exhausted, any change may admit another container.
  if (containers_dropped_ > 0 || !has_rows_of(*snapshot)) {
    rebuild(*snapshot);
  } else {
    auto at = entries_.begin();
    if (snapshot->host())
      refresh(*at++, *snapshot->host());
    const auto& rows = snapshot->rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      prefetch_ahead(rows, i);
      refresh(*at++, *rows[i]);
    }
    if (series_ > style_.max_series)
      rebuild(*snapshot);
  }
  for (std::size_t i = 0; i < family_count; ++i) {
    if (stale_.test(i))
      render(static_cast<family>(i));
    else if (!texts_.at(i).edits.empty())
      splice(static_cast<family>(i));
  }
  stale_.reset();
  return true;
}

void exposition::append_parts(std::vector<body_ptr>& out) const {
  for (const auto& of : texts_)
    if (of.text)
      out.push_back(of.text);
}

/// Returns true where the rows are those of the entries, in any state.
bool exposition::has_rows_of(const model::snapshot& snapshot) const {
  const std::size_t hosts = snapshot.host() ? 1 : 0;
  if (entries_.size() != hosts + snapshot.rows().size())
    return false;
  const auto same = [](const entry& known, const model::row_ptr& row) {
    const auto& before = known.row.container;
    return before == row->container || before->id == row->container->id;
  };
  if (hosts == 1 && !same(entries_.front(), snapshot.host()))
    return false;
  return std::equal(
      entries_.begin() + static_cast<std::ptrdiff_t>(hosts), entries_.end(),
      snapshot.rows().begin(), same);
}

void exposition::rebuild(const model::snapshot& snapshot) {
  entries_.clear();
  entries_.reserve(snapshot.rows().size() + 1);
  stale_.set();
  series_ = series_dropped_ = containers_dropped_ = 0;
  if (snapshot.host())
    add(*snapshot.host());
  for (const auto& row : snapshot.rows()) {
    scratch_.clear();
    collect(scratch_, *row);
    if (containers_dropped_ > 0 || series_ + scratch_.size() > style_.max_series) {
      ++containers_dropped_;
      series_dropped_ += scratch_.size();
    } else {
      add(*row);
    }
  }
}

void exposition::add(const model::row& row) {
  auto& added = entries_.emplace_back();
  added.row = row;
  added.labels = series_labels(row, style_.labels);
  added.names = names_of(row);
  collect(added.cells, row);
  series_ += added.cells.size();
}

/// Takes a row's new values. Values that cannot be overwritten are rendered later.
void exposition::refresh(entry& of, const model::row& row) {
  const bool same_container = of.row.container == row.container;
  if (same_container && of.row.sample == row.sample) {
    if (std::exchange(of.row.sampled_at, row.sampled_at) != row.sampled_at)
      refresh_time(of);
    return;
  }
  scratch_.clear();
  collect(scratch_, row);
  const auto names = names_of(row);
  bool same = std::exchange(of.names, names) == names
              && std::ranges::equal(scratch_, of.cells, &cell::same_series);
  if (!same_container || limits_of(of.row) != limits_of(row)) {
    auto labels = series_labels(row, style_.labels);
    same = same && labels == of.labels;
    of.labels = std::move(labels);
  }
  of.row = row;
  if (!same) {
    mark(of.cells);
    mark(scratch_);
    series_ += scratch_.size();
    series_ -= of.cells.size();
    of.cells.assign(scratch_.begin(), scratch_.end());
    return;
  }
  // The numbers are scattered in a text of megabytes, so all are prefetched while the first are
  // written.
  for (std::size_t i = 0; i < scratch_.size(); ++i)
    if (const auto& known = of.cells[i]; known.raw != scratch_[i].raw)
      if (const auto& into = texts_.at(number_of(known.of)); known.slot < into.slots.size())
        __builtin_prefetch(into.text->data() + into.slots[known.slot].at, 1);
  for (std::size_t i = 0; i < scratch_.size(); ++i) {
    auto& known = of.cells[i];
    if (std::exchange(known.raw, scratch_[i].raw) != scratch_[i].raw)
      write_over(known);
  }
}

/// The common case of `refresh`: only the time is new.
void exposition::refresh_time(entry& of) {
  const auto found = std::ranges::lower_bound(of.cells, last_seen, {}, &cell::of);
  if (found == of.cells.end() || found->of != last_seen)
    return;
  const auto raw = last_seen_of(of.row);
  if (std::exchange(found->raw, raw) != raw)
    write_over(*found);
}

void exposition::mark(const std::vector<cell>& cells) {
  for (const auto& each : cells)
    stale_.set(number_of(each.of));
}

void exposition::write_over(const cell& what) {
  const auto number = number_of(what.of);
  if (stale_.test(number))
    return;
  auto& into = texts_.at(number);
  const auto& where = into.slots[what.slot];
  std::array<char, max_number_bytes> digits;
  const auto width = write_number(digits, what.raw, describe(what.of).form);
  if (width != where.width) {
    into.edits.push_back({what.slot, what.raw});
    return;
  }
  if (into.text.use_count() > 1) // an answer that is being sent shares it
    into.text = std::make_shared<std::string>(*into.text);
  std::memcpy(into.text->data() + where.at, digits.data(), width);
}

/// Builds a text from the pieces between the changed numbers.
void exposition::splice(family of) {
  auto& into = texts_.at(number_of(of));
  const auto form = describe(of).form;
  const std::string& before = *into.text;
  spare_.clear();
  spare_.reserve(before.size() + into.edits.size() * max_number_bytes);
  std::size_t taken = 0; // of the previous text
  std::uint32_t next = 0;
  std::uint32_t shift = 0; // of lines from `next` on; modulo 2^32, as it may be negative
  const auto shift_until = [&](std::uint32_t end) {
    for (; next < end; ++next)
      into.slots[next].at += shift;
  };
  for (const auto& change : into.edits) {
    shift_until(change.slot);
    auto& where = into.slots[change.slot];
    spare_.append(before, taken, where.at - taken);
    taken = where.at + where.width;
    where.at = static_cast<std::uint32_t>(spare_.size());
    append_number(spare_, change.raw, form);
    where.width = static_cast<std::uint32_t>(spare_.size()) - where.at;
    shift = static_cast<std::uint32_t>(spare_.size() - taken);
    ++next;
  }
  spare_.append(before, taken);
  shift_until(static_cast<std::uint32_t>(into.slots.size()));
  into.edits.clear();
  if (into.text.use_count() > 1)
    into.text = std::make_shared<std::string>(std::move(spare_));
  else
    into.text->swap(spare_);
}

void exposition::render(family of) {
  auto& into = texts_.at(number_of(of));
  into.edits.clear();
  into.slots.clear();
  auto& text = into.text;
  if (!text || text.use_count() > 1) {
    constexpr std::size_t beside_labels = 80;
    const auto usual = entries_.empty() ? 0 : entries_.back().labels.size() + beside_labels;
    const auto bytes = text ? text->size() + text->size() / 64 : entries_.size() * usual;
    text = std::make_shared<std::string>();
    text->reserve(bytes);
  }
  text->clear();
  const auto& about = describe(of);
  for (auto& from : entries_) {
    for (auto it = std::ranges::lower_bound(from.cells, of, {}, &cell::of);
         it != from.cells.end() && it->of == of; ++it) {
      if (text->empty())
        append_metadata(*text, about.name, about.type, about.help, style_.openmetrics);
      text->append(about.name).append("{").append(from.labels);
      if (!about.label.empty()) {
        *text += ',';
        append_own_label(*text, *it, from.row.sample);
      }
      *text += "} ";
      const auto at = text->size();
      append_number(*text, it->raw, about.form);
      it->slot = static_cast<std::uint32_t>(into.slots.size());
      into.slots.push_back(
          {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(text->size() - at)});
      *text += '\n';
    }
  }
  if (text->empty())
    text.reset();
  else if (text->capacity() > text->size() + text->size() / 2)
    text->shrink_to_fit();
}

} // namespace docker_monitor::http
