#pragma once

#include "actors/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace docker_monitor::tests {

using self_alarms = std::vector<actors::self_alarm>;

/// In place of the router: keeps what it receives.
inline actors::self_alarm_actor
self_alarm_listener(caf::actor_system& system, std::shared_ptr<self_alarms> received) {
  return system.spawn([received = std::move(received)](actors::self_alarm_actor::pointer) {
    return actors::self_alarm_actor::behavior_type{
        [received](const actors::self_alarm& message) { received->push_back(message); }};
  });
}

} // namespace docker_monitor::tests
