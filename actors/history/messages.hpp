#pragma once

#include "model/history/history_query.hpp"
#include "model/history/metric_history.hpp"

namespace docker_monitor::actors {

/// A query of the metric history, to the keeper.
struct metric_history_query {
  model::history_query query;
  model::history_line_handler done; ///< called once; destroyed uncalled if there is no answer
};

/// The answer from memory, to the store, which adds the rows on disk and calls `done`.
struct stored_history_query {
  model::metric_history::answer answer;
  model::history_line_handler done;
};

} // namespace docker_monitor::actors
