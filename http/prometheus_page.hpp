#pragma once

#include "http/prometheus_cells.hpp"
#include "http/response.hpp"
#include "model/snapshot.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::http {

/// How a page shows containers. The same for all of a page's life.
struct page_style {
  std::vector<std::string> labels{}; ///< keys of the container labels that are shown
  std::size_t most_series = 200'000; ///< beyond it containers are left out, the last by name first
  bool openmetrics = false;          ///< rather than Prometheus' own text
};

/// The series of all containers and of the host as text, kept from one scrape to the next. Most of
/// it are labels, which seldom change (1,000 containers are some 13 MB, a tenth of it numbers), so
/// a new snapshot's numbers are written over the old ones. A family's text is made anew where a
/// number has another length or a series comes or goes, all of it where a container does.
class prometheus_page {
 public:
  explicit prometheus_page(page_style style) : style_(std::move(style)) {}

  /// Brings the text up to a snapshot; false, and without cost, if it was the last one, too.
  bool update(const model::snapshot_ptr& snapshot);

  /// Appends the texts of the families that have series, in their order. They stay as they are as
  /// long as somebody else has them.
  void append_parts(std::vector<body_ptr>& out) const;

  /// Series in the text.
  [[nodiscard]] std::size_t series() const { return series_; }

  /// Series that containers left out by the newest update would have, and these containers.
  [[nodiscard]] std::size_t series_dropped() const { return series_dropped_; }
  [[nodiscard]] std::size_t containers_dropped() const { return containers_dropped_; }

 private:
  /// A row in the text.
  struct entry {
    model::row_ptr row;
    std::string labels; ///< as `series_labels`
    std::vector<cell> cells;
  };

  [[nodiscard]] bool has_rows_of(const model::snapshot& snapshot) const;
  void begin_anew(const model::snapshot& snapshot);
  void add(const model::row_ptr& row);
  void refresh(entry& of, const model::row_ptr& row);
  void mark(const std::vector<cell>& cells);
  std::string& writable(family of);
  void write_over(const cell& what);
  void render(family of);

  page_style style_;
  std::weak_ptr<const model::snapshot> of_;
  std::vector<entry> entries_; ///< the host's first, then in the order of names
  std::array<std::shared_ptr<std::string>, family_count> texts_{};
  std::bitset<family_count> stale_; ///< families to render
  std::vector<cell> scratch_;
  std::size_t series_ = 0;
  std::size_t series_dropped_ = 0;
  std::size_t containers_dropped_ = 0;
};

} // namespace docker_monitor::http
