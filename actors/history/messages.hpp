#pragma once

#include "model/history/history_book.hpp"
#include "model/history/history_query.hpp"

namespace docker_monitor::actors {

/// A question for the figures of the past, to whoever keeps them.
struct figures_question {
  model::history_query query;
  model::history_line_handler done; ///< called once; dropped uncalled where there will be no answer
};

/// What memory can answer, to the store, which adds what is on disk and tells `done`.
struct stored_figures {
  model::history_book::answer answer;
  model::history_line_handler done;
};

} // namespace docker_monitor::actors
