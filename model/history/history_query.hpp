#pragma once

#include "model/failure.hpp"
#include "model/history/history_series.hpp"
#include "model/time.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// A query for the history of one metric of a container.
struct history_query {
  /// A result of `identity_of`, or the name of a removed container. The host is `host_id`, also for
  /// the series that only it has; a host of a fleet is a result of `fleet_host_identity`.
  std::string container;
  history_series series{};
  engine_time from{}; ///< the beginning of the range
  engine_time to{};   ///< the end of the range, exclusive
  /// The time of each point, rounded up to a multiple of the step that is stored for the whole
  /// range. 0: the finest such step.
  std::chrono::seconds step{0};
  /// The container exists: without any values the line is empty instead of `not_found`.
  bool listed = false;
};

/// The values of a metric in the step that begins at `time`.
struct history_point {
  engine_time time;
  float least = 0;
  float average = 0;
  float most = 0;

  friend bool operator==(const history_point&, const history_point&) = default;
};

/// Points sorted by time. A step without known values has no point.
struct history_line {
  std::chrono::seconds step{1}; ///< of each point
  std::vector<history_point> points;
};

/// Takes an answer, once, on any thread; must not block. The answer fails with `not_found` if
/// nothing is stored of the container, `refused` if the disk can't be read now.
using history_line_handler = std::function<void(expected<history_line>)>;

/// Queries the metric history, from any thread; the answer comes later.
using history_source = std::function<void(const history_query& query, history_line_handler done)>;

} // namespace docker_monitor::model
