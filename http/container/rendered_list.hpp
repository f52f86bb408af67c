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

/// How a list shows containers. The result depends only on the arguments and on constant settings
/// of the style.
class list_style {
 public:
  virtual ~list_style() = default;

  [[nodiscard]] virtual bool shows(const model::container& container) const = 0;

  /// Appends the element of a container.
  virtual void append(std::string& out, const model::row& row) const = 0;

  /// Turns the element of `before` into that of `now`, which has the same container and sample.
  /// Returns false where it must be rendered again.
  virtual bool
  adapt(std::span<char> element, const model::row& before, const model::row& now) const = 0;
};

/// One list as a JSON array. It is rendered on demand, once per snapshot. Only elements of
/// containers with another sample or another state than in the previous list are rendered; the
/// others are copied.
class rendered_list {
 public:
  /// Returns the text for a snapshot. Keeps the objects of the snapshot's rows for comparison.
  /// `style` must have the same effect in each call.
  const body_ptr& text(const model::snapshot_ptr& snapshot, const list_style& style);

  /// Returns the entity tag of the last `text`.
  const std::string& tag();

  /// Returns the last `text` in gzip form; null where that saves nothing.
  const body_ptr& compressed();

  /// Returns the bytes kept, without containers and samples.
  [[nodiscard]] std::size_t bytes() const;

 private:
  /// A row as rendered. It is a copy, so that all rows are read without a jump through memory.
  struct entry {
    model::row row;
    std::size_t end = 0; ///< of its element, comma included, in the text; it may be empty
  };

  [[nodiscard]] std::string_view element_of(const entry& of, std::size_t begin) const;

  std::weak_ptr<const model::snapshot> of_;
  body_ptr text_;
  std::vector<entry> entries_; ///< in the order of their containers' names
  std::string tag_;            ///< empty until requested
  body_ptr compressed_;
  bool compression_tried_ = false;
};

} // namespace docker_monitor::http
