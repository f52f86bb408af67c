#pragma once

#include "sinks/delivery/call_deadline.hpp"
#include "sinks/mqtt/mqtt_options.hpp"
#include "sinks/mqtt/state_table.hpp"
#include "sinks/sink.hpp"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

namespace docker_monitor::sinks {

class mqtt_connection;

/// Publishes each alarm to the topic, and below it, retained, the state each alarm leads to:
/// `<topic>/state/<container>` and `<topic>/host/<name>`. Delivered is what the broker
/// acknowledged.
///
/// A broker that crashes forgets what it acknowledged lately: on a new connection it is asked for
/// the newest state it acknowledged, and where it has lost that, all states are told again, and the
/// alarms of the last minute with the ids they had.
class mqtt_sink : public sink {
 public:
  mqtt_sink(mqtt_options options, model::log_lines lines);
  ~mqtt_sink() override;

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  void restore(std::span<const model::alarm_ptr> open) override;
  void gone(std::span<const std::string> container_ids) override;
  outcome open(std::chrono::milliseconds call_deadline) override;
  void idle() override;
  void request_stop() noexcept override { call_deadline_.request_stop(); }

 private:
  using clock = std::chrono::steady_clock;

  /// An alarm the broker acknowledged.
  struct delivered {
    model::alarm_ptr alarm;
    clock::time_point at;
  };

  /// The messages of one alarm on their way.
  struct flight {
    state_table::state state; ///< that goes along
    std::vector<int> numbers; ///< those without an answer yet
    outcome refusal;          ///< what the broker said against one of them
  };

  outcome make_ready();
  model::expected<bool> is_remembered();
  outcome tell_again();
  model::expected<flight> publish(const model::alarm& alarm);
  outcome publish(const state_table::state& state);
  outcome empty_topics();
  outcome await(std::vector<flight>& flights);
  bool take_answers(flight& flown);
  void remember(const model::alarm_ptr& alarm);
  outcome lose(model::failure why);

  mqtt_options options_;
  model::log_lines lines_;
  sinks::call_deadline call_deadline_;
  std::unique_ptr<mqtt_connection> connection_; ///< null while not connected
  state_table states_;
  std::vector<std::string> empty_;           ///< topics that are to hold nothing any more
  std::optional<state_table::state> newest_; ///< of those the broker acknowledged
  std::deque<delivered> recent_;             ///< of the last minute, the newest last
};

} // namespace docker_monitor::sinks
