#pragma once

#include "actors/sink_actor.hpp"
#include "sinks/courier.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>

namespace docker_monitor::actors {

/// The courier of one sink, and when it is called.
struct sink_state {
  sink_state() = default;

  static constexpr const char* name = "sink";

  /// Leaves the newest status where readers find it.
  void publish() const { publication->publish(courier->status()); }

  std::unique_ptr<sinks::courier> courier;
  std::shared_ptr<sinks::sink_publication> publication;
  std::uint64_t epoch = 0; ///< number of the newest tick; older ones count for nothing
};
static_assert(!std::is_aggregate_v<sink_state>);

/// Carries alarms from `outbox` to the sink that `url` names; leaves every new status with
/// `publication`. No pointer may be null. Sink and outbox are this actor's alone, but for
/// `sink::hurry`.
sink_actor::behavior_type sink(
    sink_actor::stateful_pointer<sink_state> self, const sinks::sink_url& url,
    std::shared_ptr<sinks::sink> sink, std::shared_ptr<sinks::outbox> outbox,
    std::shared_ptr<sinks::sink_publication> publication);

} // namespace docker_monitor::actors
