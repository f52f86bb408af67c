#pragma once

#include "sinks/amqp/amqp_options.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

// Of librabbitmq; amqp.h stays in the source file.
struct amqp_connection_state_t_;
struct amqp_frame_t_;
struct amqp_rpc_reply_t_;

namespace docker_monitor::sinks {

/// basic.ack or basic.nack: the broker has accepted or refused a message.
struct amqp_confirm {
  std::uint64_t tag = 0;
  bool multiple = false; ///< all messages up to the tag
  bool accepted = false;
};

/// basic.return: a message could not be routed. Its confirm follows.
struct amqp_return {
  std::string message_id;
  std::string reason;
};

/// An answer of the broker about published messages; `monostate` on a timeout.
using amqp_answer = std::variant<std::monostate, amqp_confirm, amqp_return>;

/// One connection to a broker with one channel in confirm mode. After any failure except a
/// `timeout` of `publish` the connection is unusable.
class amqp_connection {
 public:
  /// Connects and logs in, within the deadline of the call. Fails with `permission` where the
  /// broker refuses the user, the password or the vhost.
  static model::expected<std::unique_ptr<amqp_connection>>
  open(const amqp_options& options, call_deadline& limit);

  /// Closes the connection with a goodbye if the broker still answers.
  ~amqp_connection();

  amqp_connection(const amqp_connection&) = delete;
  amqp_connection& operator=(const amqp_connection&) = delete;

  /// Declares the direct durable exchange and the durable queue, and binds them. Fails with
  /// `refused` where they exist with other properties.
  outcome declare(const amqp_options& options, call_deadline& limit);

  /// Publishes a persistent, mandatory message. Its tag is one more than the number of messages
  /// published before. Fails with `timeout` while the socket takes no data.
  outcome publish(
      const amqp_options& options, const model::alarm& alarm, const std::string& body,
      const call_deadline& limit);

  /// Waits for the next answer. Also sends the heartbeats that are due.
  model::expected<amqp_answer> wait(std::chrono::milliseconds limit);

  /// Returns why the broker currently blocks publishers, such as "low on memory"; empty while it
  /// does not.
  [[nodiscard]] const std::string& blocked() const { return blocked_; }

 private:
  explicit amqp_connection(amqp_connection_state_t_* state) : state_{state} {}

  outcome set_up(const amqp_options& options, int socket, call_deadline& limit);
  outcome log_in(const amqp_options& options);
  void limit_rpc(const call_deadline& limit);
  outcome last_reply(const std::string& what);
  outcome check(const amqp_rpc_reply_t_& reply, const std::string& what);
  model::failure broken(int status, const std::string& what);
  model::expected<amqp_answer> take(const amqp_frame_t_& frame);
  model::expected<amqp_answer> take_method(const amqp_frame_t_& frame);

  amqp_connection_state_t_* state_;
  bool alive_ = true; ///< the broker may receive a goodbye
  std::string blocked_;
  std::string return_reason_; ///< of the returned message whose header is next
};

} // namespace docker_monitor::sinks
