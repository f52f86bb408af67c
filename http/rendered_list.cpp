#include "http/rendered_list.hpp"

#include "http/gzip.hpp"

#include <utility>

namespace docker_monitor::http {

namespace {

/// The smallest text for which gzip saves more than its header costs.
constexpr std::size_t least_compressed = 1024;

/// The largest text whose compression may hold up everyone else: some 30 ms.
constexpr std::size_t most_compressed = 4 * 1024 * 1024;

/// Walks through the rows of the list before, alongside those of the next: both are in the order of
/// their names.
class rows_before {
 public:
  rows_before(const model::snapshot* snapshot, const std::vector<std::size_t>& ends)
      : rows_(snapshot ? std::span{snapshot->rows()} : std::span<const model::row_ptr>{}),
        ends_(ends) {}

  /// Moves on to the row of the same container and sample; false where there is none.
  bool find(const model::row_ptr& row) {
    while (at_ < rows_.size() && rows_[at_] != row && rows_[at_]->container != row->container
           && rows_[at_]->container->name < row->container->name)
      ++at_;
    return at_ < rows_.size()
           && (rows_[at_] == row
               || (rows_[at_]->container == row->container && rows_[at_]->sample == row->sample));
  }

  /// What `find` found.
  [[nodiscard]] const model::row& row() const { return *rows_[at_]; }
  [[nodiscard]] std::size_t begin() const { return at_ == 0 ? 1 : ends_[at_ - 1]; }
  [[nodiscard]] std::size_t end() const { return ends_[at_]; }

 private:
  std::span<const model::row_ptr> rows_;
  const std::vector<std::size_t>& ends_;
  std::size_t at_ = 0;
};

} // namespace

const body_ptr& rendered_list::text(const model::snapshot_ptr& snapshot, const list_style& style) {
  if (of_ == snapshot)
    return text_;
  std::string out;
  out.reserve(text_ ? text_->size() + text_->size() / 16 : 0);
  out += '[';
  std::vector<std::size_t> ends;
  ends.reserve(snapshot->rows().size());
  rows_before before{of_.get(), ends_};
  for (const auto& row : snapshot->rows()) {
    const auto begin = out.size();
    bool done = false;
    if (before.find(row)) {
      out.append(*text_, before.begin(), before.end() - before.begin());
      // Empty: not in this list, which the same container still is not.
      done = out.size() == begin
             || style.adapt({out.data() + begin, out.size() - 1 - begin}, before.row(), *row);
      if (!done)
        out.resize(begin);
      else if (out.size() != begin)
        out.back() = ','; // the last one's was the bracket
    }
    if (!done && style.shows(*row->container)) {
      style.append(out, *row);
      out += ',';
    }
    ends.push_back(out.size());
  }
  if (out.size() > 1)
    out.back() = ']';
  else
    out += ']';
  if (out.capacity() - out.size() > out.size() / 8)
    out.shrink_to_fit(); // it stays for as long as it is asked for
  text_ = std::make_shared<const std::string>(std::move(out));
  of_ = snapshot;
  ends_ = std::move(ends);
  compressed_.reset();
  compression_tried_ = false;
  return text_;
}

const body_ptr& rendered_list::compressed() {
  const bool worth_it =
      text_ && text_->size() >= least_compressed && text_->size() <= most_compressed;
  if (worth_it && !std::exchange(compression_tried_, true))
    if (auto text = gzip(*text_))
      compressed_ = std::make_shared<const std::string>(std::move(*text));
  return compressed_;
}

std::size_t rendered_list::bytes() const {
  return (text_ ? text_->capacity() : 0) + (compressed_ ? compressed_->capacity() : 0)
         + ends_.capacity() * sizeof(std::size_t);
}

} // namespace docker_monitor::http
