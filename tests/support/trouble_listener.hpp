#pragma once

#include "actors/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace docker_monitor::tests {

using self_alarms = std::vector<actors::self_alarm>;

/// In place of the router: keeps what it is told.
inline actors::self_alarm_actor
trouble_listener(caf::actor_system& system, std::shared_ptr<self_alarms> told) {
  return system.spawn([told = std::move(told)](actors::self_alarm_actor::pointer) {
    return actors::self_alarm_actor::behavior_type{
        [told](const actors::self_alarm& news) { told->push_back(news); }};
  });
}

} // namespace docker_monitor::tests
