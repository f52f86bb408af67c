#pragma once

#include "actors/alarm/alarm_store_actor.hpp"
#include "actors/alarm/sink_actor.hpp"
#include "http/published/latest_sink_state.hpp"
#include "sinks/delivery/delivery_worker.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a sink's actor. No pointer may be null. Only this actor uses sink and
/// outbox, except for `sink::request_stop`.
struct sink_deps {
  sinks::sink_url url;
  std::shared_ptr<sinks::sink> sink;
  std::shared_ptr<sinks::outbox> outbox;
  std::shared_ptr<http::latest_sink_state> latest_state; ///< takes every new status
  std::size_t number = 0;                                ///< the sink's index in the store
  alarm_store_actor store{};                             ///< gets the delivery reports; may be none
  std::vector<model::alarm_ptr> pending{}; ///< undelivered alarms of the last run, in order
  std::vector<model::alarm_ptr> open{};    ///< delivered in the last run and still open
  std::string host{};                      ///< the host in heartbeats
};

/// The delivery worker of one sink, and its schedule.
struct sink_state {
  explicit sink_state(sink_actor::pointer me) : self(me) {}

  static constexpr const char* name = "sink";

  /// Begins with the alarms of the last run.
  void begin(sink_deps with);

  /// Registers the actor to which long failures are reported; a current one is reported at once.
  void attach(self_alarm_actor to);

  /// Schedules the next attempt after `delay`; replaces an earlier schedule.
  void call_in(std::chrono::milliseconds delay);

  /// Publishes the newest status, and sends the delivery report to the store.
  void report();

  sink_actor::pointer self;
  sink_deps deps;
  std::unique_ptr<sinks::delivery_worker> delivery_worker;
  self_alarm_actor router;
  std::string problem;     ///< the reported message; empty: no failure
  std::uint64_t epoch = 0; ///< number of the newest tick; older ones are ignored
  bool ending = false;

 private:
  void notify(std::string message);
};
static_assert(!std::is_aggregate_v<sink_state>);

/// Delivers alarms from the outbox to the sink.
sink_actor::behavior_type sink(sink_actor::stateful_pointer<sink_state> self, sink_deps deps);

} // namespace docker_monitor::actors
