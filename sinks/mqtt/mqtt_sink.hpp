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

/// Publishes each alarm to the topic, and below it, retained, the resulting state:
/// `<topic>/state/<container>` and `<topic>/host/<name>`. An alarm is delivered when the broker has
/// acknowledged it.
///
/// A broker that crashes loses recently acknowledged messages. On a new connection the sink asks
/// for the newest acknowledged state; if it is lost, the sink publishes all states again, and the
/// alarms of the last minute with their ids.
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

  /// An acknowledged alarm.
  struct delivered {
    model::alarm_ptr alarm;
    clock::time_point at;
  };

  /// The messages of one alarm in flight.
  struct flight {
    state_table::state state; ///< the state published with it
    std::vector<int> numbers; ///< of messages without an answer
    outcome refusal;          ///< the broker's refusal of one of them
  };

  outcome make_ready();
  model::expected<bool> is_remembered();
  outcome publish_again();
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
  std::vector<std::string> empty_;           ///< topics to be cleared
  std::optional<state_table::state> newest_; ///< of the acknowledged ones
  std::deque<delivered> recent_;             ///< of the last minute, newest last
};

} // namespace docker_monitor::sinks
