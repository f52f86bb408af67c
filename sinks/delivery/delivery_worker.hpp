#pragma once

#include "model/alarm/sink_status.hpp"
#include "sinks/delivery/backoff.hpp"
#include "sinks/delivery/outbox.hpp"
#include "sinks/sink.hpp"
#include "sinks/sink_url.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// The delivery report: alarms by their ids.
struct delivery_results {
  std::vector<std::string> delivered; ///< stored by the receiver
  std::vector<std::string> parked;    ///< refused by the receiver
  std::vector<std::string> dropped;   ///< superseded by newer alarms because the outbox was full
};

/// The environment of a delivery worker.
struct delivery_environment {
  /// The monotonic time.
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
  /// The time of day.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
  /// Takes the reason when the sink has been down for `long_down`, and an empty text when that is
  /// over.
  std::function<void(std::string)> report = [](const std::string&) {};
  std::string host; ///< in heartbeats
};

/// Delivers alarms from one outbox to one sink: schedules attempts, counts, and logs when the sink
/// goes down or comes back.
class delivery_worker {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  /// The limit of the last attempts at the end of the program, in total.
  static constexpr milliseconds shutdown_timeout{1000};
  /// The interval of the calls that keep an idle connection alive.
  static constexpr milliseconds idle_pause{10'000};
  /// How long a sink is down before a self-alarm is raised.
  static constexpr std::chrono::minutes long_down{5};
  /// The number of alarms parked since the last delivery after which a sink is failing, even if
  /// others wait.
  static constexpr std::size_t max_parked_in_a_row = 3;

  /// Neither pointer may be null.
  delivery_worker(
      sink_url url, std::shared_ptr<sink> sink, std::shared_ptr<outbox> outbox, backoff retry,
      delivery_environment environment);

  /// Takes an alarm (not null). Returns true if `attempt` must be called at once: not during the
  /// delay after a failure, and not if it returned true before.
  bool accept(model::alarm_ptr alarm);

  /// Takes the ids of removed containers. The sink gets them after their last alarms are delivered
  /// or parked. Returns true if `attempt` must be called at once.
  bool forget(std::vector<std::string> container_ids);

  /// Delivers the alarms that are due and the heartbeat; if there are none, opens the sink or keeps
  /// it alive. Blocks for at most about the sink's timeout (twice with a heartbeat). Returns the
  /// delay until the next call.
  milliseconds attempt();

  /// Delivers as much as possible in `shutdown_timeout`, even if the sink was down. Stops at a
  /// failure.
  void finish();

  /// Returns the delivery report since the previous call.
  sinks::delivery_results take_results();

  [[nodiscard]] model::sink_status_ptr status() const;

 private:
  using condition = model::sink_status::condition;

  /// The result of a batch: the first failure, and whether any alarm was delivered or parked.
  struct batch_result {
    outcome problem;
    bool progress = false;
  };

  batch_result deliver(milliseconds limit);
  bool record_outcome(const std::string& id, const outcome& result);
  outcome send_heartbeat();
  milliseconds settle(const batch_result& result);
  milliseconds until_heartbeat() const;
  bool forget_gone();
  void note_up();
  void note_failing();
  void note_down(const model::failure& why);
  void report_if_long_down();

  sinks::sink_url url_;
  std::shared_ptr<sink> sink_;
  std::shared_ptr<sinks::outbox> outbox_;
  sinks::backoff retry_;
  sinks::delivery_environment environment_;
  condition condition_ = condition::untried;
  model::failure why_down_{};
  instant down_since_{};
  bool reported_ = false;           ///< reported as down for long, or as failing
  std::size_t parked_in_a_row_ = 0; ///< since the last delivery
  std::string why_parked_;
  bool waits_ = false; ///< until `retry_at_`, after a failure
  instant retry_at_{};
  bool due_ = true; ///< an attempt at once was already requested
  std::optional<model::engine_time> last_delivered_;
  std::optional<instant> next_heartbeat_; ///< none before the first
  sinks::delivery_results results_;
  std::vector<std::string> gone_; ///< removed containers that the sink does not know of yet
};

/// Returns the retry delays of a kind of sink: from half a second to 30 seconds for `amqp:` and
/// `mqtt:`, whose reconnects are cheap, else to five minutes.
sinks::backoff retry_backoff(sink_kind kind);

} // namespace docker_monitor::sinks
