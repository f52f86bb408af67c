#pragma once

#include "actors/remote_write/remote_writer_actor.hpp"
#include "http/api/route_handler.hpp"
#include "http/published/latest_remote_write.hpp"
#include "http/published/latest_snapshot.hpp"
#include "model/remote_write/write_round.hpp"
#include "sinks/remote_write/remote_write_worker.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::actors {

/// The dependencies of a writer. No pointer may be null.
struct remote_writer_deps {
  sinks::remote_write_url url;
  std::shared_ptr<sinks::write_sender> sender;
  std::shared_ptr<model::write_queue> queue;
  std::shared_ptr<const http::latest_snapshot> latest_snapshot;
  http::route_context context; ///< of `/metrics`
  std::string host_name{};     ///< of this host; empty: the engine's name for it
  std::string machine_name{};  ///< in its place where the engine is not reached
  std::shared_ptr<http::latest_remote_write> latest_state; ///< takes every new status
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
};

/// The worker of one receiver, its rounds and its schedule.
struct remote_writer_state {
  explicit remote_writer_state(remote_writer_actor::pointer me) : self{me} {}

  static constexpr const char* name = "remote_writer";

  /// How long the first round waits for the engine's list and its name of the host: series of
  /// another host or without containers would be there for one round only.
  static constexpr std::chrono::seconds max_wait_for_engine{30};
  /// The delay until the next look whether the engine is there.
  static constexpr std::chrono::seconds look_pause{1};

  void begin(remote_writer_deps with);

  /// Registers the actor to which long failures are reported; a current one is reported at once.
  void attach(self_alarm_actor to);

  /// Takes and sends the samples of now, unless the engine is waited for, and schedules the next
  /// round.
  void take_round();

  /// Sends what waits, unless a newer attempt is scheduled.
  void attempt(std::uint64_t number);

  remote_writer_actor::pointer self;
  remote_writer_deps deps;
  std::unique_ptr<sinks::remote_write_worker> worker;
  model::write_rounds rounds;
  self_alarm_actor router;
  std::string failure_message; ///< the reported one; empty: no failure
  std::string host;            ///< in the labels; empty before the first round
  caf::actor_clock::time_point begun{};
  caf::actor_clock::time_point due{}; ///< of the next round
  std::uint64_t epoch = 0;            ///< number of the newest attempt that is scheduled

 private:
  bool find_host(const model::engine_status& engine);
  void send_samples(const model::snapshot_ptr& snapshot);
  void schedule(std::optional<std::chrono::milliseconds> delay);
  void notify(std::string message);
};
static_assert(!std::is_aggregate_v<remote_writer_state>);

/// Sends a round of samples per interval, and what waits in between.
remote_writer_actor::behavior_type remote_writer(
    remote_writer_actor::stateful_pointer<remote_writer_state> self, remote_writer_deps deps);

} // namespace docker_monitor::actors
