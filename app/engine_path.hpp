#pragma once

#include "actors/engine/event_listener_actor.hpp"
#include "actors/sampling/container_supervisor_actor.hpp"
#include "actors/sampling/http_facade_actor.hpp"
#include "app/alarm_path.hpp"
#include "app/history_path.hpp"
#include "app/resources.hpp"

#include <caf/actor_system.hpp>

namespace docker_monitor::app {

/// The supervisor with its pollers, and the facade, which publishes their samples.
class sampling_path {
 public:
  sampling_path(
      caf::actor_system& system, const plan& p, const resources& with, const history_path& history);

  /// Calls `end`.
  ~sampling_path() { end(); }
  sampling_path(const sampling_path&) = delete;
  sampling_path& operator=(const sampling_path&) = delete;

  [[nodiscard]] const actors::http_facade_actor& facade() const { return facade_; }
  [[nodiscard]] const actors::container_supervisor_actor& supervisor() const { return supervisor_; }

  void end();

 private:
  caf::actor_system& system_;
  actors::http_facade_actor facade_;
  actors::container_supervisor_actor supervisor_;
};

/// The listener, which reports changes to all others.
class event_path {
 public:
  event_path(
      caf::actor_system& system, const plan& p, const resources& with, alarm_path& alarms,
      const sampling_path& sampling);

  /// Calls `end`.
  ~event_path() { end(); }
  event_path(const event_path&) = delete;
  event_path& operator=(const event_path&) = delete;

  void end();

 private:
  caf::actor_system& system_;
  actors::event_listener_actor listener_;
};

} // namespace docker_monitor::app
