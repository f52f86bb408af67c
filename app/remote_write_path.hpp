#pragma once

#include "actors/alarm/messages.hpp"
#include "actors/remote_write/remote_writer_actor.hpp"
#include "app/resources.hpp"

#include <caf/actor_system.hpp>

#include <memory>
#include <vector>

namespace docker_monitor::app {

/// An actor per receiver of remote write.
class remote_write_path {
 public:
  /// Starts the actors. `self_alarms` takes long failures.
  remote_write_path(
      caf::actor_system& system, const plan& p, const resources& with,
      const actors::self_alarm_actor& self_alarms);

  /// Calls `end`.
  ~remote_write_path() { end(); }
  remote_write_path(const remote_write_path&) = delete;
  remote_write_path& operator=(const remote_write_path&) = delete;

  /// Ends the actors; a request in progress is cut short. What waits stays on disk.
  void end();

 private:
  caf::actor_system& system_;
  std::vector<std::shared_ptr<sinks::write_sender>> senders_;
  std::vector<actors::remote_writer_actor> writers_;
};

} // namespace docker_monitor::app
