#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "sinks/delivery/courier.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// What a sink is given of what was before, and whom it tells what becomes of alarms.
struct sink_ties {
  std::size_t number = 0;                ///< as the store knows it
  alarm_store_actor store;               ///< may be invalid: then nobody is told
  std::vector<model::alarm_ptr> pending; ///< from the last run, in their order
  std::vector<model::alarm_ptr> open;    ///< delivered in the last run and not ended since
  std::function<void(own_trouble)> tell; ///< of long failures and their ends; may be empty
  std::string host;                      ///< whose heartbeats these are
};

/// The courier of one sink, and when it is called.
struct sink_state {
  sink_state() = default;

  static constexpr const char* name = "sink";

  /// Leaves the newest status where readers find it.
  void publish() const { publication->publish(courier->status()); }

  /// What is news for the store.
  settled take_settled();

  std::unique_ptr<sinks::courier> courier;
  std::shared_ptr<model::sink_publication> publication;
  std::size_t number = 0;
  alarm_store_actor store;
  std::uint64_t epoch = 0; ///< number of the newest tick; older ones count for nothing
  bool ending = false;
};
static_assert(!std::is_aggregate_v<sink_state>);

/// Carries alarms from `outbox` to the sink that `url` names; leaves every new status with
/// `publication`. No pointer may be null. Sink and outbox are this actor's alone, but for
/// `sink::hurry`.
sink_actor::behavior_type sink(
    sink_actor::stateful_pointer<sink_state> self, const sinks::sink_url& url,
    std::shared_ptr<sinks::sink> sink, const std::shared_ptr<sinks::outbox>& outbox,
    std::shared_ptr<model::sink_publication> publication, const sink_ties& ties);

} // namespace docker_monitor::actors
