#pragma once

#include "http/prometheus/exposition.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace docker_monitor::http {

/// The recently requested texts of `/metrics`, one per format.
class metrics_cache {
 public:
  /// A text is dropped after this many calls of `tidy` without a request. As `tidy` is called every
  /// 10 seconds, a scrape per minute finds its text.
  static constexpr unsigned max_idle = 9;

  /// Returns the text of a format, updated to the snapshot. `style` is used only when the text is
  /// created.
  exposition& page(const model::snapshot_ptr& snapshot, const page_style& style);

  /// Returns the number of series left out over all updates, to stay within the budget.
  [[nodiscard]] std::uint64_t series_dropped() const { return series_dropped_; }

  /// Drops the texts that were not requested for a while.
  void tidy();

  [[nodiscard]] bool empty() const;

 private:
  struct slot {
    std::optional<exposition> page{};
    unsigned idle = 0; ///< calls of `tidy` since the last request
  };

  std::array<slot, 2> slots_; ///< plain text, OpenMetrics
  std::uint64_t series_dropped_ = 0;
};

} // namespace docker_monitor::http
