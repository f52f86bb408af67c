#include "http/container/rendered_list.hpp"

#include "http/message/entity_tag.hpp"
#include "http/message/gzip.hpp"

#include <utility>

namespace docker_monitor::http {

namespace {

/// The smallest text for which gzip saves more than its header costs.
constexpr std::size_t least_compressed = 1024;

void append_element(std::string& out, const model::row& row, const list_style& style) {
  style.append(out, row);
  out += ',';
}

/// Appends the element that `row` had in the previous list, where only the time may have changed.
void append_again(
    std::string& out, std::string_view element, const model::row& before, const model::row& row,
    const list_style& style) {
  const auto start = out.size();
  out += element;
  if (style.adapt({out.data() + start, element.size()}, before, row)) {
    out += ',';
    return;
  }
  out.resize(start);
  append_element(out, row, style);
}

} // namespace

/// Returns the element of an entry without its comma; empty where it is not in the list.
std::string_view rendered_list::element_of(const entry& of, std::size_t begin) const {
  const auto text = std::string_view{*text_}.substr(begin, of.end - begin);
  return text.substr(0, text.size() - (text.empty() ? 0 : 1));
}

const body_ptr& rendered_list::text(const model::snapshot_ptr& snapshot, const list_style& style) {
  if (!of_.owner_before(snapshot) && !snapshot.owner_before(of_))
    return text_;
  std::string out;
  out.reserve(text_ ? text_->size() + text_->size() / 16 : 0);
  out += '[';
  std::vector<entry> entries;
  entries.reserve(snapshot->rows().size());
  std::size_t at = 0;    // in the previous list, in parallel: both are in the order of names
  std::size_t begin = 1; // of the element there
  for (const auto& row : snapshot->rows()) {
    for (; at < entries_.size() && entries_[at].row.container != row->container
           && entries_[at].row.container->name < row->container->name;
         ++at)
      begin = entries_[at].end;
    auto& next = entries.emplace_back();
    const bool known = at < entries_.size() && entries_[at].row.container == row->container;
    auto* const before = known ? &entries_[at++] : nullptr;
    const auto element =
        before ? element_of(*before, std::exchange(begin, before->end)) : std::string_view{};
    if (before && before->row.sample == row->sample && !element.empty()) {
      append_again(out, element, before->row, *row, style);
      next.row = std::move(before->row); // a copy would jump through memory to count a reference
      next.row.sampled_at = row->sampled_at;
    } else {
      if (style.shows(*row->container))
        append_element(out, *row, style);
      next.row = *row;
    }
    next.end = out.size();
  }
  if (out.size() > 1)
    out.back() = ']';
  else
    out += ']';
  if (out.capacity() - out.size() > out.size() / 8)
    out.shrink_to_fit(); // the text is kept as long as it is requested
  text_ = std::make_shared<const std::string>(std::move(out));
  of_ = snapshot;
  entries_ = std::move(entries);
  tag_.clear();
  compressed_.reset();
  compression_tried_ = false;
  return text_;
}

const std::string& rendered_list::tag() {
  if (tag_.empty())
    tag_ = entity_tag(*text_);
  return tag_;
}

const body_ptr& rendered_list::compressed() {
  const bool worth_it =
      text_ && text_->size() >= least_compressed && text_->size() <= max_compressed_bytes;
  if (worth_it && !std::exchange(compression_tried_, true))
    if (auto text = gzip(*text_))
      compressed_ = std::make_shared<const std::string>(std::move(*text));
  return compressed_;
}

std::size_t rendered_list::bytes() const {
  return (text_ ? text_->capacity() : 0) + (compressed_ ? compressed_->capacity() : 0)
         + entries_.capacity() * sizeof(entry);
}

} // namespace docker_monitor::http
