#pragma once

#include "sinks/amqp/amqp_options.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/delivery/confirm_window.hpp"
#include "sinks/sink.hpp"

#include <memory>

namespace docker_monitor::sinks {

class amqp_connection;

/// Publishes alarms to a RabbitMQ broker: persistent, mandatory, with publisher confirms, so an
/// alarm counts as delivered only when the broker has it on disk in the queue. `message_id` is the
/// alarm's id.
///
/// Unroutable alarms (the queue or the binding was deleted) fail, and both are declared again
/// before the next alarms.
class amqp_sink : public sink {
 public:
  explicit amqp_sink(amqp_options options);
  ~amqp_sink() override;

  std::vector<outcome> deliver(
      std::span<const model::alarm_ptr> alarms, std::chrono::milliseconds call_deadline) override;
  outcome open(std::chrono::milliseconds call_deadline) override;
  void idle() override;
  void request_stop() noexcept override { call_deadline_.request_stop(); }

 private:
  outcome make_ready();
  outcome publish(const model::alarm& alarm);
  outcome await(std::span<const model::alarm_ptr> alarms);
  outcome read(std::chrono::milliseconds limit, bool& nothing);
  outcome read_all();
  outcome lose(model::failure why);
  [[nodiscard]] model::failure unanswered() const;

  amqp_options options_;
  sinks::call_deadline call_deadline_;
  std::unique_ptr<amqp_connection> connection_; ///< null while not connected
  bool declared_ = false; ///< exchange, queue and binding, unless they were deleted since
  confirm_window window_;
};

} // namespace docker_monitor::sinks
