#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/history/history_store_actor.hpp"
#include "model/history/metric_history.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <deque>
#include <optional>

namespace docker_monitor::actors {

/// What a keeper works with.
struct history_keeper_deps {
  model::metric_history::settings book;
  history_store_actor store; ///< null where nothing is kept on disk
};

/// The figures of the past that memory has, and what waits for the store.
struct history_keeper_state {
  explicit history_keeper_state(history_keeper_actor::pointer me) : self(me) {}

  static constexpr const char* name = "history_keeper";

  /// Batches that wait while the disk hangs: a quarter of an hour. Beyond, the oldest go.
  static constexpr std::size_t max_waiting = 20;

  /// And bytes of them.
  static constexpr std::size_t max_waiting_bytes = 32U << 20U;

  /// Puts a batch behind those that wait; null is nothing.
  void enqueue(model::history_batch_ptr batch);

  /// The next to be sent, if the store is ready for it.
  model::history_batch_ptr next();

  /// Sends it.
  void send_next();

  /// Answers, or sends what is left of the question to the store.
  void ask(const metric_history_query& question);

  /// Tells the log once what is left out.
  void tell_refused();

  history_keeper_actor::pointer self;
  std::optional<model::metric_history> book;
  history_store_actor store;
  std::deque<model::history_batch_ptr> waiting;
  bool on_its_way = false; ///< a batch is with the store
  bool dropped = false;    ///< the log knows that batches are lost
  bool refused = false;    ///< the log knows that identities are left out
  bool ending = false;
};
static_assert(!std::is_aggregate_v<history_keeper_state>);

/// Keeps what `deps` allows.
history_keeper_actor::behavior_type history_keeper(
    history_keeper_actor::stateful_pointer<history_keeper_state> self,
    const history_keeper_deps& deps);

} // namespace docker_monitor::actors
