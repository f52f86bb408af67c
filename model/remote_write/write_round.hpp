#pragma once

#include "model/remote_write/series_tracker.hpp"
#include "model/remote_write/write_request.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::model {

/// The series of one request, encoded and not yet compressed.
struct write_part {
  std::string request; ///< a `WriteRequest`
  std::size_t samples = 0;
};

/// The maximum of series in one request. The default of Prometheus' own sender.
inline constexpr std::size_t max_samples_of_part = 2000;

/// Makes the requests of one receiver, round by round.
class write_rounds {
 public:
  /// Returns the requests with all series of the texts, and with a stale marker for each series of
  /// the round before that is gone. All samples have the same time, which must be later than that
  /// of the round before. Other external labels than before make other series.
  std::vector<write_part> next(
      std::span<const std::string_view> texts, const std::vector<external_label>& external,
      sample_time time);

 private:
  std::optional<label_encoder> encoder_;
  series_tracker tracker_;
};

} // namespace docker_monitor::model
