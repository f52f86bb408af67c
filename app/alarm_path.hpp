#pragma once

#include "actors/alarm/alarm_router_actor.hpp"
#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "app/resources.hpp"
#include "http/server/server_thread.hpp"
#include "model/alarm/alarm_query.hpp"

#include <caf/actor_system.hpp>

#include <string>
#include <vector>

namespace docker_monitor::app {

/// Returns a sentence for each problem of the rules with these sinks, though they are valid.
std::vector<std::string>
lint(const model::rule_set& rules, const std::vector<sinks::sink_url>& urls);

/// The router, the store and an actor per sink, started and ended in the order that loses no alarm.
class alarm_path {
 public:
  /// Starts the actors with the data of the last run. `server`, which must outlive this object,
  /// sends the alarms to its streams.
  alarm_path(
      caf::actor_system& system, const plan& p, const resources& with, http::server_thread& server);

  /// Calls `end`.
  ~alarm_path() { end(); }
  alarm_path(const alarm_path&) = delete;
  alarm_path& operator=(const alarm_path&) = delete;

  [[nodiscard]] const actors::alarm_router_actor& router() const { return router_; }

  /// Returns the states of all areas that the last run saved, for the listener.
  [[nodiscard]] const model::saved_states& saved() const { return saved_; }

  /// Registers `saver`, which is then notified, like the router, when saved states are lost.
  void attach(const actors::saver_actor& saver);

  /// Returns a function that queries the store, from any thread.
  [[nodiscard]] model::alarm_history history() const;

  /// Ends the router, lets the sinks deliver for one more second, and closes the store.
  void end();

 private:
  caf::actor_system& system_;
  std::vector<ready_sink> sinks_;
  std::vector<actors::sink_actor> sink_actors_;
  actors::alarm_router_actor router_;
  actors::alarm_store_actor store_;
  model::saved_states saved_;
};

} // namespace docker_monitor::app
