#include "http/prometheus_page.hpp"

#include "http/prometheus_text.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace docker_monitor::http {

namespace {

constexpr std::size_t number_of(family of) {
  return static_cast<std::size_t>(of);
}

const model::resource_limits* limits_of(const model::row& row) {
  return row.sample ? row.sample->now.limits.get() : nullptr;
}

} // namespace

bool prometheus_page::update(const model::snapshot_ptr& snapshot) {
  if (!of_.owner_before(snapshot) && !snapshot.owner_before(of_))
    return false;
  of_ = snapshot;
  // With a budget that is used up, any change may let another container in.
  if (containers_dropped_ > 0 || !has_rows_of(*snapshot)) {
    begin_anew(*snapshot);
  } else {
    auto at = entries_.begin();
    if (snapshot->host())
      refresh(*at++, snapshot->host());
    for (const auto& row : snapshot->rows())
      refresh(*at++, row);
    if (series_ > style_.most_series)
      begin_anew(*snapshot);
  }
  for (std::size_t i = 0; i < family_count; ++i)
    if (stale_.test(i))
      render(static_cast<family>(i));
  stale_.reset();
  return true;
}

void prometheus_page::append_parts(std::vector<body_ptr>& out) const {
  std::ranges::copy_if(
      texts_, std::back_inserter(out), [](const auto& text) { return text && !text->empty(); });
}

/// True where the rows are those of the entries, in whatever state.
bool prometheus_page::has_rows_of(const model::snapshot& snapshot) const {
  const std::size_t hosts = snapshot.host() ? 1 : 0;
  if (entries_.size() != hosts + snapshot.rows().size())
    return false;
  const auto same = [](const entry& known, const model::row_ptr& row) {
    return known.row->container == row->container || known.row->container->id == row->container->id;
  };
  if (hosts == 1 && !same(entries_.front(), snapshot.host()))
    return false;
  return std::equal(
      entries_.begin() + static_cast<std::ptrdiff_t>(hosts), entries_.end(),
      snapshot.rows().begin(), same);
}

void prometheus_page::begin_anew(const model::snapshot& snapshot) {
  entries_.clear();
  entries_.reserve(snapshot.rows().size() + 1);
  stale_.set();
  series_ = series_dropped_ = containers_dropped_ = 0;
  if (snapshot.host())
    add(snapshot.host());
  for (const auto& row : snapshot.rows()) {
    scratch_.clear();
    collect(scratch_, *row);
    if (containers_dropped_ > 0 || series_ + scratch_.size() > style_.most_series) {
      ++containers_dropped_;
      series_dropped_ += scratch_.size();
    } else {
      add(row);
    }
  }
}

void prometheus_page::add(const model::row_ptr& row) {
  auto& added = entries_.emplace_back();
  added.row = row;
  added.labels = series_labels(*row, style_.labels);
  collect(added.cells, *row);
  series_ += added.cells.size();
}

/// Takes over a row's new values; what can't be written over is rendered later.
void prometheus_page::refresh(entry& of, const model::row_ptr& row) {
  const auto before = std::exchange(of.row, row);
  const bool same_container = before->container == row->container;
  if (before == row
      || (same_container && before->sample == row->sample && before->sampled_at == row->sampled_at))
    return;
  scratch_.clear();
  collect(scratch_, *row);
  bool same = same_names(before->sample, row->sample)
              && std::ranges::equal(scratch_, of.cells, &cell::same_series);
  if (!same_container || limits_of(*before) != limits_of(*row)) {
    auto labels = series_labels(*row, style_.labels);
    same = same && labels == of.labels;
    of.labels = std::move(labels);
  }
  if (!same) {
    mark(of.cells);
    mark(scratch_);
    series_ += scratch_.size();
    series_ -= of.cells.size();
    of.cells.assign(scratch_.begin(), scratch_.end());
    return;
  }
  for (std::size_t i = 0; i < scratch_.size(); ++i) {
    auto& known = of.cells[i];
    if (std::exchange(known.raw, scratch_[i].raw) != scratch_[i].raw)
      write_over(known);
  }
}

void prometheus_page::mark(const std::vector<cell>& cells) {
  for (const auto& each : cells)
    stale_.set(number_of(each.of));
}

/// The text of a family, in a copy of our own if somebody is about to send it.
std::string& prometheus_page::writable(family of) {
  auto& text = texts_.at(number_of(of));
  if (!text)
    text = std::make_shared<std::string>();
  else if (text.use_count() > 1)
    text = std::make_shared<std::string>(*text);
  return *text;
}

void prometheus_page::write_over(const cell& what) {
  const auto number = number_of(what.of);
  if (stale_.test(number))
    return;
  std::array<char, max_number_bytes> digits;
  const auto width = write_number(digits, what.raw, describe(what.of).form);
  if (width == what.width)
    std::memcpy(writable(what.of).data() + what.at, digits.data(), width);
  else
    stale_.set(number);
}

void prometheus_page::render(family of) {
  auto& text = texts_.at(number_of(of));
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
        append_own_label(*text, *it, from.row->sample);
      }
      *text += "} ";
      it->at = static_cast<std::uint32_t>(text->size());
      append_number(*text, it->raw, about.form);
      it->width = static_cast<std::uint8_t>(text->size() - it->at);
      *text += '\n';
    }
  }
  if (text->empty())
    text.reset();
  else if (text->capacity() > text->size() + text->size() / 2)
    text->shrink_to_fit();
}

} // namespace docker_monitor::http
