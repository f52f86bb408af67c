#pragma once

#include "model/failure.hpp"
#include "model/history/history_series.hpp"
#include "model/time.hpp"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace docker_monitor::model {

/// What of a container's history is wanted.
struct history_query {
  /// What `identity_of` gives, or the name of a container that is no more. The host is `host_id`.
  std::string container;
  history_series series{};
  engine_time from{}; ///< the first moment of interest
  engine_time to{};   ///< the first one after it
  /// The time each point stands for; rounded up to a multiple of what is kept for the whole of the
  /// range. 0: as fine as that is.
  std::chrono::seconds step{0};
  /// That container is there: where nothing is known of it the line is empty, not missing.
  bool listed = false;
};

/// What a figure was in the step that begins at `time`.
struct history_point {
  engine_time time;
  float least = 0;
  float average = 0;
  float most = 0;

  friend bool operator==(const history_point&, const history_point&) = default;
};

/// Points in the order of their times. A step in which nothing is known has none.
struct history_line {
  std::chrono::seconds step{1}; ///< of each point
  std::vector<history_point> points;
};

/// Takes an answer, once, on any thread; must not block. Fails with `not_found` where nothing is
/// kept of that container, `refused` where what is on disk can't be read now.
using history_line_handler = std::function<void(expected<history_line>)>;

/// Whom to ask for the history of figures, from any thread; answers later.
using history_source = std::function<void(const history_query& query, history_line_handler done)>;

} // namespace docker_monitor::model
