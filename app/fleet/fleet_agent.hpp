#pragma once

#include "actors/fleet/fleet_reporter_actor.hpp"
#include "app/plan.hpp"
#include "app/resources.hpp"
#include "fleet/bus.hpp"
#include "http/server/server.hpp"

#include <caf/actor_system.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace docker_monitor::app {

/// Reports to the hub of a fleet, with one connection, a sink for the alarms, and a reporter.
class fleet_agent {
 public:
  /// Makes an agent for the plan's fleet file; returns null without one. Fails with `bad_option`.
  static model::expected<std::unique_ptr<fleet_agent>> make(const plan& p);

  /// Returns the sink that sends alarms to the hub.
  [[nodiscard]] std::vector<ready_sink> sinks() const;

  /// Starts to report the latest snapshot and to answer the hub's queries.
  void start(
      caf::actor_system& system, const plan& p, const resources& with,
      http::record_sources sources);

  /// Ends the reporter. The sink may still deliver.
  void end(caf::actor_system& system);

 private:
  fleet_agent(model::fleet_file file, std::shared_ptr<fleet::bus> bus)
      : file_{std::move(file)}, bus_{std::move(bus)} {}

  model::fleet_file file_;
  std::shared_ptr<fleet::bus> bus_;
  actors::fleet_reporter_actor reporter_;
};

} // namespace docker_monitor::app
