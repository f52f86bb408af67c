#pragma once

#include "http/prometheus/exposition.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace docker_monitor::http {

/// The pages of metrics that were asked for lately, one a form.
class metrics_cache {
 public:
  /// A page is dropped after so many calls of `tidy` without being asked for: as that is called
  /// every 10 seconds, those who scrape once a minute find theirs.
  static constexpr unsigned max_idle = 9;

  /// The page of a form, up to the snapshot. `style` counts where it is made only.
  exposition& page(const model::snapshot_ptr& snapshot, const page_style& style);

  /// Series left out for want of room in all pages so far, those of each snapshot counted.
  [[nodiscard]] std::uint64_t series_dropped() const { return series_dropped_; }

  /// Drops what was not asked for in a while.
  void tidy();

  [[nodiscard]] bool empty() const;

 private:
  struct slot {
    std::optional<exposition> page{};
    unsigned idle = 0; ///< calls of `tidy` since it was asked for
  };

  std::array<slot, 2> slots_; ///< plain text, OpenMetrics
  std::uint64_t series_dropped_ = 0;
};

} // namespace docker_monitor::http
