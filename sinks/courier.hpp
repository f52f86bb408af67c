#pragma once

#include "sinks/backoff.hpp"
#include "sinks/outbox.hpp"
#include "sinks/sink.hpp"
#include "sinks/sink_status.hpp"
#include "sinks/sink_url.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

namespace docker_monitor::sinks {

/// Carries alarms from one outbox to one sink: decides when to try, keeps count, and tells a person
/// when the sink goes down and comes back.
class courier {
 public:
  using instant = std::chrono::steady_clock::time_point;
  using milliseconds = std::chrono::milliseconds;

  /// How long one attempt may take.
  static constexpr milliseconds patience{5000};
  /// How long the last attempts of a program that ends may take together.
  static constexpr milliseconds last_patience{1000};
  /// Pause between the calls that keep an idle connection alive.
  static constexpr milliseconds idle_pause{10'000};

  /// Neither pointer may be null; `clock` tells the monotonic time.
  courier(
      const sink_url& url, std::shared_ptr<sink> sink, std::shared_ptr<outbox> outbox,
      backoff retry, std::function<instant()> clock);

  /// Takes an alarm (not null). True if `attempt` should be called at once: not while a sink that
  /// failed is given time, and not if that was said already.
  bool accept(model::alarm_ptr alarm);

  /// Delivers what may go; opens the sink or keeps it alive where there is nothing. Blocks for at
  /// most about `patience`. Returns after which time it wants to be called again.
  milliseconds attempt();

  /// Delivers what it can in `last_patience`, even if the sink was down; stops at a failure.
  void finish();

  [[nodiscard]] sink_status_ptr status() const;

 private:
  enum class condition : std::uint8_t { untried, up, down };

  /// Of a batch: the first failure, and whether anything got through.
  struct batch_result {
    outcome problem;
    bool some_delivered = false;
  };

  batch_result deliver(milliseconds limit);
  milliseconds settle(const batch_result& result);
  void note_up();
  void note_down(const model::failure& why);

  sink_url url_;
  std::shared_ptr<sink> sink_;
  std::shared_ptr<outbox> outbox_;
  backoff retry_;
  std::function<instant()> clock_;
  condition condition_ = condition::untried;
  model::failure why_down_{};
  instant retry_at_{};
  bool due_ = true; ///< an attempt at once is wanted already
  std::optional<instant> last_delivered_;
};

/// The retry rhythm of a kind of sink: from half a second to 30 seconds for `amqp:`, whose
/// reconnects are cheap, else to five minutes.
backoff retry_rhythm(sink_kind kind);

} // namespace docker_monitor::sinks
