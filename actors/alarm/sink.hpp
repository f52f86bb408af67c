#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "sinks/delivery/delivery_worker.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// What a sink's actor works with. No pointer may be null. Sink and outbox are this actor's alone,
/// but for `sink::request_stop`.
struct sink_deps {
  sinks::sink_url url;
  std::shared_ptr<sinks::sink> sink;
  std::shared_ptr<sinks::outbox> outbox;
  std::shared_ptr<model::latest_sink_state> latest_state; ///< takes every new status
  std::size_t number = 0;                                 ///< as the store knows it
  alarm_store_actor store{};               ///< is told what becomes of alarms; may be none
  std::vector<model::alarm_ptr> pending{}; ///< from the last run, in their order
  std::vector<model::alarm_ptr> open{};    ///< delivered in the last run and not ended since
  std::string host{};                      ///< whose heartbeats these are
};

/// The delivery worker of one sink, and when it is called.
struct sink_state {
  explicit sink_state(sink_actor::pointer me) : self(me) {}

  static constexpr const char* name = "sink";

  /// Begins with what the last run left.
  void begin(sink_deps with);

  /// From now on `to` is told of long failures, at once where there is one already.
  void attach(self_alarm_actor to);

  /// Wants to be called in so long; what was wanted before no longer counts.
  void call_in(std::chrono::milliseconds delay);

  /// Leaves the newest status where readers find it, and sends the store what has come of alarms.
  void report();

  sink_actor::pointer self;
  sink_deps deps;
  std::unique_ptr<sinks::delivery_worker> delivery_worker;
  self_alarm_actor router;
  std::string trouble;     ///< as it is told; empty for none
  std::uint64_t epoch = 0; ///< number of the newest tick; older ones count for nothing
  bool ending = false;

 private:
  void tell(std::string message);
};
static_assert(!std::is_aggregate_v<sink_state>);

/// Carries alarms from the outbox to the sink.
sink_actor::behavior_type sink(sink_actor::stateful_pointer<sink_state> self, sink_deps deps);

} // namespace docker_monitor::actors
