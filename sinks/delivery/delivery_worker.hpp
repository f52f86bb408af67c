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

/// What became of alarms, by their ids.
struct delivery_results {
  std::vector<std::string> delivered; ///< safe with the receiver
  std::vector<std::string> parked;    ///< the receiver will not take them
  std::vector<std::string> dropped;   ///< superseded by newer ones for want of room
};

/// What a delivery worker uses of its environment.
struct delivery_environment {
  /// The monotonic time.
  std::function<std::chrono::steady_clock::time_point()> clock = std::chrono::steady_clock::now;
  /// The time of day.
  std::function<model::engine_time()> wall_clock = std::chrono::system_clock::now;
  /// Is told why the sink has been down for long, and with an empty text that this is over.
  std::function<void(std::string)> tell = [](const std::string&) {};
  std::string host; ///< whose heartbeats these are
};

/// Carries alarms from one outbox to one sink: decides when to try, keeps count, and tells a person
/// when the sink goes down and comes back.
class delivery_worker {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  /// How long the last attempts of a program that ends may take together.
  static constexpr milliseconds shutdown_timeout{1000};
  /// Pause between the calls that keep an idle connection alive.
  static constexpr milliseconds idle_pause{10'000};
  /// A sink that is down for so long is a trouble of its own.
  static constexpr std::chrono::minutes long_down{5};
  /// A sink that has given up so many alarms and delivered none since is failing, though others
  /// wait.
  static constexpr std::size_t max_parked_in_a_row = 3;

  /// Neither pointer may be null.
  delivery_worker(
      sink_url url, std::shared_ptr<sink> sink, std::shared_ptr<outbox> outbox, backoff retry,
      delivery_environment ties);

  /// Takes an alarm (not null). True if `attempt` should be called at once: not while a sink that
  /// failed is given time, and not if that was said already.
  bool accept(model::alarm_ptr alarm);

  /// These containers are no more. The sink learns it when their last alarms are out of the way.
  /// True if `attempt` should be called at once.
  bool forget(std::vector<std::string> container_ids);

  /// Delivers what may go, and the heartbeat if it is time; opens the sink or keeps it alive where
  /// there is nothing. Blocks for at most about the sink's timeout (twice with a heartbeat).
  /// Returns after which time it wants to be called again.
  milliseconds attempt();

  /// Delivers what it can in `shutdown_timeout`, even if the sink was down; stops at a failure.
  void finish();

  /// What became of alarms since the call before.
  sinks::delivery_results take_results();

  [[nodiscard]] model::sink_status_ptr status() const;

 private:
  using condition = model::sink_status::condition;

  /// Of a batch: the first failure, and whether anything got through or out of the way.
  struct batch_result {
    outcome problem;
    bool progress = false;
  };

  batch_result deliver(milliseconds limit);
  bool land(const std::string& id, const outcome& result);
  outcome beat();
  milliseconds settle(const batch_result& result);
  milliseconds until_beat() const;
  bool let_go();
  void note_up();
  void note_failing();
  void note_down(const model::failure& why);
  void tell_if_long_down();

  sinks::sink_url url_;
  std::shared_ptr<sink> sink_;
  std::shared_ptr<sinks::outbox> outbox_;
  sinks::backoff retry_;
  sinks::delivery_environment ties_;
  condition condition_ = condition::untried;
  model::failure why_down_{};
  instant down_since_{};
  bool told_ = false;               ///< that it has been down for long, or parks everything
  std::size_t parked_in_a_row_ = 0; ///< since the newest delivery
  std::string why_parked_;
  instant retry_at_{};
  bool due_ = true; ///< an attempt at once is wanted already
  std::optional<model::engine_time> last_delivered_;
  std::optional<instant> next_beat_; ///< none before the first
  sinks::delivery_results settlement_;
  std::vector<std::string> gone_; ///< containers the sink is not told about yet
};

/// The retry rhythm of a kind of sink: from half a second to 30 seconds for `amqp:` and `mqtt:`,
/// whose reconnects are cheap, else to five minutes.
sinks::backoff retry_rhythm(sink_kind kind);

} // namespace docker_monitor::sinks
