#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/history/history_store_actor.hpp"
#include "model/history/metric_history.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <optional>

namespace docker_monitor::actors {

/// The dependencies of a keeper.
struct history_keeper_deps {
  model::metric_history::settings history;
  history_store_actor store; ///< null if nothing is stored on disk
};

/// The metric history in memory, and the batches that wait for the store.
struct history_keeper_state {
  explicit history_keeper_state(history_keeper_actor::pointer me) : self(me) {}

  static constexpr const char* name = "history_keeper";

  /// The maximum number of waiting batches: a quarter of an hour. Then the oldest are dropped.
  static constexpr std::size_t max_waiting = 20;

  /// The maximum size of waiting batches.
  static constexpr std::size_t max_waiting_bytes = 32U << 20U;

  /// Hands over the batch of a round; null is ignored.
  void end_round(model::history_batch_ptr batch);

  /// Appends a batch to the waiting ones; null is ignored.
  void enqueue(model::history_batch_ptr batch);

  /// Returns the next batch, if the store is ready for it.
  model::history_batch_ptr next();

  /// Sends the next batch, if there is one.
  void send_next();

  /// Answers a query, or passes the rest of it to the store.
  void ask(const metric_history_query& query);

  /// Logs once that identities have no history.
  void log_refused();

  history_keeper_actor::pointer self;
  std::optional<model::metric_history> history;
  history_store_actor store;
  std::deque<model::history_batch_ptr> waiting;
  bool on_its_way = false; ///< the store writes a batch
  bool dropped = false;    ///< it was logged that batches are lost
  bool refused = false;    ///< it was logged that identities have no history
  bool ending = false;
};
static_assert(!std::is_aggregate_v<history_keeper_state>);

/// Keeps the metric history within the limits of `deps`.
history_keeper_actor::behavior_type history_keeper(
    history_keeper_actor::stateful_pointer<history_keeper_state> self,
    const history_keeper_deps& deps);

} // namespace docker_monitor::actors
