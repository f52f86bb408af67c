#pragma once

#include "actors/history/history_keeper_actor.hpp"
#include "actors/history/history_store_actor.hpp"
#include "app/resources.hpp"
#include "model/history/history_query.hpp"

#include <caf/actor_system.hpp>

#include <chrono>

namespace docker_monitor::app {

/// The keeper and the store of the metric history, started and ended in the order that loses no
/// data.
class history_path {
 public:
  /// `interval` is that of the readings. `router` receives the self-alarms about the file.
  history_path(
      caf::actor_system& system, const plan& p, const resources& with,
      std::chrono::milliseconds interval, const actors::self_alarm_actor& router);

  /// Calls `end`.
  ~history_path() { end(); }
  history_path(const history_path&) = delete;
  history_path& operator=(const history_path&) = delete;

  /// Returns the actor that takes the rounds; null without history.
  [[nodiscard]] const actors::history_keeper_actor& keeper() const { return keeper_; }

  /// Returns a function that queries the keeper, from any thread; empty without history.
  [[nodiscard]] model::history_source source() const;

  /// Stores the remaining rows and closes the file. Nothing may be sent after that.
  void end();

 private:
  caf::actor_system& system_;
  actors::history_keeper_actor keeper_;
  actors::history_store_actor store_;
};

} // namespace docker_monitor::app
