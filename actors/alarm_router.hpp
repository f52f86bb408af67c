#pragma once

#include "actors/alarm_router_actor.hpp"
#include "actors/sink_actor.hpp"
#include "model/alarm_folding.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <vector>

namespace docker_monitor::actors {

/// The transitions that wait for facts.
struct alarm_router_state {
  alarm_router_state() = default;

  static constexpr const char* name = "alarm_router";

  model::alarm_folding folding;
  bool expiry_pending = false; ///< an `expire_atom` is on its way
};
static_assert(!std::is_aggregate_v<alarm_router_state>);

/// Hands every alarm to each of `sinks`.
alarm_router_actor::behavior_type alarm_router(
    alarm_router_actor::stateful_pointer<alarm_router_state> self, std::vector<sink_actor> sinks);

} // namespace docker_monitor::actors
