#pragma once

#include "actors/type_ids.hpp"

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>
#include <vector>

namespace docker_monitor::tests {

using troubles = std::vector<actors::own_trouble>;

/// In place of the router: keeps what it is told.
inline actors::own_trouble_actor
trouble_listener(caf::actor_system& system, std::shared_ptr<troubles> told) {
  return system.spawn([told = std::move(told)](actors::own_trouble_actor::pointer) {
    return actors::own_trouble_actor::behavior_type{
        [told](const actors::own_trouble& news) { told->push_back(news); }};
  });
}

} // namespace docker_monitor::tests
