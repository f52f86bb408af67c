#pragma once

#include "model/history/history_query.hpp"
#include "model/history/metric_history.hpp"

namespace docker_monitor::actors {

/// A question for the figures of the past, to whoever keeps them.
struct metric_history_query {
  model::history_query query;
  model::history_line_handler done; ///< called once; dropped uncalled where there will be no answer
};

/// What memory can answer, to the store, which adds what is on disk and tells `done`.
struct stored_figures {
  model::metric_history::answer answer;
  model::history_line_handler done;
};

} // namespace docker_monitor::actors
