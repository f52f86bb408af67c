#pragma once

#include "http/message/response.hpp"
#include "http/prometheus/prometheus_cells.hpp"
#include "model/container/snapshot.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// How a page shows containers. Constant for the life of a page.
struct page_style {
  std::vector<std::string> labels{}; ///< keys of the container labels that are shown
  std::size_t max_series = 200'000;  ///< beyond it containers are left out, the last by name first
  bool openmetrics = false;          ///< instead of Prometheus' text format
};

/// The series of all containers and of the host as text, kept from one scrape to the next. Most of
/// the text is labels, which seldom change (1,000 containers are some 13 MB, a tenth of it
/// numbers), so the numbers of a new snapshot overwrite the old ones. If a number has another
/// length, its family's text is rebuilt from pieces of the old one. If a series appears or
/// disappears, its family is rendered again; if a container does, all families are.
class exposition {
 public:
  explicit exposition(page_style style) : style_(std::move(style)) {}

  /// Updates the text to a snapshot. Returns false, at no cost, if it is the same snapshot as
  /// before.
  bool update(const model::snapshot_ptr& snapshot);

  /// Appends the texts of the families that have series, in their order. A text does not change
  /// while another owner shares it.
  void append_parts(std::vector<body_ptr>& out) const;

  /// Returns the number of series in the text.
  [[nodiscard]] std::size_t series() const { return series_; }

  /// The containers left out by the last update, and the number of their series.
  [[nodiscard]] std::size_t series_dropped() const { return series_dropped_; }
  [[nodiscard]] std::size_t containers_dropped() const { return containers_dropped_; }

 private:
  /// A row in the text. It is a copy, so that all rows are read without a jump through memory.
  struct entry {
    model::row row;
    std::string labels; ///< as `series_labels`
    std::vector<cell> cells;
    std::size_t names = 0; ///< as `hash_of_names`; 0 without a sample
  };

  /// The place of the number of a line.
  struct slot {
    std::uint32_t at = 0;
    std::uint32_t width = 0;
  };

  /// A number whose length differs from that of the old one.
  struct edit {
    std::uint32_t slot = 0;
    std::uint64_t raw = 0;
  };

  /// All lines of one metric.
  struct family_text {
    std::shared_ptr<std::string> text{}; ///< null where there are none
    std::vector<slot> slots{};           ///< by line
    std::vector<edit> edits{};           ///< pending, in the order of lines
  };

  [[nodiscard]] bool has_rows_of(const model::snapshot& snapshot) const;
  void rebuild(const model::snapshot& snapshot);
  void add(const model::row& row);
  void refresh(entry& of, const model::row& row);
  void refresh_time(entry& of);
  void mark(const std::vector<cell>& cells);
  void write_over(const cell& what);
  void splice(family of);
  void render(family of);

  page_style style_;
  std::weak_ptr<const model::snapshot> of_;
  std::vector<entry> entries_; ///< the host's first, then in the order of names
  std::array<family_text, family_count> texts_{};
  std::bitset<family_count> stale_; ///< families to render
  std::string spare_;               ///< memory for the next rebuilt text
  std::vector<cell> scratch_;
  std::size_t series_ = 0;
  std::size_t series_dropped_ = 0;
  std::size_t containers_dropped_ = 0;
};

} // namespace docker_monitor::http
