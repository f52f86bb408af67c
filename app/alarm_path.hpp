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

/// What is odd about rules, though not wrong, where these are the sinks.
std::vector<std::string>
lint(const model::rule_set& rules, const std::vector<sinks::sink_url>& urls);

/// The way of an alarm: the router, the store and a sink's actor each, started and ended in the
/// order that loses nothing.
class alarm_path {
 public:
  /// Starts all of it; takes back what the last run left. `server`, which must outlive it, tells
  /// those who follow.
  alarm_path(
      caf::actor_system& system, const plan& p, const resources& with, http::server_thread& server);

  /// The same as `end`.
  ~alarm_path() { end(); }
  alarm_path(const alarm_path&) = delete;
  alarm_path& operator=(const alarm_path&) = delete;

  [[nodiscard]] const actors::alarm_router_actor& router() const { return router_; }

  /// What the last run saved, of all areas, for the listener.
  [[nodiscard]] const model::saved_states& saved() const { return saved_; }

  /// Beside the router, `saver` is told when what was saved is lost.
  void attach(const actors::saver_actor& saver);

  /// Asks the store, from any thread.
  [[nodiscard]] model::alarm_history history() const;

  /// Ends the router, gives the sinks a second to deliver, then closes the store.
  void end();

 private:
  caf::actor_system& system_;
  std::vector<ready_sink> sinks_;
  std::vector<actors::sink_actor> carriers_;
  actors::alarm_router_actor router_;
  actors::alarm_store_actor store_;
  model::saved_states saved_;
};

} // namespace docker_monitor::app
