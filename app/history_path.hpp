#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/history/history_store_actor.hpp"
#include "app/resources.hpp"
#include "model/history/history_query.hpp"

#include <caf/actor_system.hpp>

namespace docker_monitor::app {

/// The way of figures into the past: the keeper and the store, started and ended in the order that
/// loses nothing.
class history_path {
 public:
  /// `troubled` receives the alarms about the file.
  history_path(
      caf::actor_system& system, const plan& p, const resources& with,
      const actors::self_alarm_actor& troubled);

  /// The same as `end`.
  ~history_path() { end(); }
  history_path(const history_path&) = delete;
  history_path& operator=(const history_path&) = delete;

  /// Who takes the rounds; null where there is no history.
  [[nodiscard]] const actors::history_keeper_actor& keeper() const { return keeper_; }

  /// Asks the keeper, from any thread; empty where there is none.
  [[nodiscard]] model::history_source source() const;

  /// Keeps what is there, then closes the file. Nothing more may be sent by then.
  void end();

 private:
  caf::actor_system& system_;
  actors::history_keeper_actor keeper_;
  actors::history_store_actor store_;
};

} // namespace docker_monitor::app
