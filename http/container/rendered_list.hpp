#pragma once

#include "http/message/response.hpp"
#include "model/container/snapshot.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// How a list shows containers. All of it must depend on the arguments and the style's own, fixed
/// settings alone.
class list_style {
 public:
  virtual ~list_style() = default;

  [[nodiscard]] virtual bool shows(const model::container& container) const = 0;

  /// Appends the element of a container.
  virtual void append(std::string& out, const model::row& row) const = 0;

  /// Turns the element of `before` into that of `now`, which has the same container and sample;
  /// false where it must be made anew.
  virtual bool
  adapt(std::span<char> element, const model::row& before, const model::row& now) const = 0;
};

/// One kind of list as a JSON array: rendered on demand, once per snapshot, and then only the
/// elements of containers that have another sample or are another than in the list before. The
/// others are copied from its text.
class rendered_list {
 public:
  /// The text for a snapshot. Keeps what the snapshot's rows point to, so that it can tell later
  /// what is the same; `style` must be the same in effect each time.
  const body_ptr& text(const model::snapshot_ptr& snapshot, const list_style& style);

  /// The entity tag of what `text` returned last.
  const std::string& tag();

  /// What `text` returned last, in gzip form; null where that is not worth its while.
  const body_ptr& compressed();

  /// The bytes it keeps, but for containers and samples.
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// A row as it was rendered: a copy, so that all of them are read without a jump through memory.
  struct entry {
    model::row row;
    std::size_t end = 0; ///< of its element, comma included, in the text; it may be empty
  };

  [[nodiscard]] std::string_view element_of(const entry& of, std::size_t begin) const;

  std::weak_ptr<const model::snapshot> of_;
  body_ptr text_;
  std::vector<entry> entries_; ///< in the order of their containers' names
  std::string tag_;            ///< empty until it is asked for
  body_ptr compressed_;
  bool compression_tried_ = false;
};

} // namespace docker_monitor::http
