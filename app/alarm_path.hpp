#pragma once

#include "actors/alarm/alarm_router.hpp"
#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "app/late_line.hpp"
#include "model/alarm/alarm_query.hpp"
#include "model/alarm/sink_status.hpp"
#include "sinks/sink.hpp"
#include "sinks/sink_url.hpp"
#include "storage/alarm/alarm_file.hpp"

#include <caf/actor_system.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::app {

/// A sink that was made of its URL, before its actor exists.
struct ready_sink {
  sinks::sink_url url;
  std::shared_ptr<sinks::sink> sink;
  std::shared_ptr<model::sink_publication> publication =
      std::make_shared<model::sink_publication>();
};

/// Sinks that can be given alarms, in the order of their URLs.
std::vector<ready_sink> make_sinks(const std::vector<sinks::sink_url>& urls);

/// What is odd about rules, though not wrong, where these are the sinks.
std::vector<std::string>
doubts_about(const model::rule_set& rules, const std::vector<sinks::sink_url>& urls);

/// The way of an alarm: the router, the store and a sink's actor each, started and ended in the
/// order that loses nothing.
class alarm_path {
 public:
  /// Starts all of it; takes back what `file` holds. Of `routing` the sinks, the store and what was
  /// saved are filled in here. `trouble` is told as our own where it is not empty.
  alarm_path(
      caf::actor_system& system, const std::vector<ready_sink>& sinks,
      const storage::alarm_file& file, actors::router_settings routing, const std::string& trouble);

  /// The same as `end`.
  ~alarm_path() { end(); }
  alarm_path(const alarm_path&) = delete;
  alarm_path& operator=(const alarm_path&) = delete;

  [[nodiscard]] const actors::alarm_router_actor& router() const { return router_; }

  /// What the last run saved, of all areas, for the listener.
  [[nodiscard]] const model::saved_states& saved() const { return saved_; }

  /// Whom to call, beside the router, when what was saved is lost.
  void on_resave(std::function<void()> listener);

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
  late_line<actors::own_trouble> troubles_;
  late_line<> resave_;
};

} // namespace docker_monitor::app
