#include "sinks/amqp/amqp_connection.hpp"

#include "sinks/tcp_connect.hpp"

#include <array>
#include <string_view>

#if __has_include(<rabbitmq-c/amqp.h>) // since rabbitmq-c 0.12
#include <rabbitmq-c/amqp.h>
#include <rabbitmq-c/framing.h>
#include <rabbitmq-c/tcp_socket.h>
#else
#include <amqp.h>
#include <amqp_framing.h>
#include <amqp_tcp_socket.h>
#endif
#include <poll.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

constexpr amqp_channel_t channel = 1;
constexpr int frame_max_bytes = 131'072;
/// `wait` sends it when due. As `idle` runs every ten seconds, a heartbeat follows the previous one
/// within 30 seconds, before the broker's limit of 40 seconds.
constexpr int heartbeat_seconds = 20;
constexpr std::chrono::milliseconds goodbye{200};

amqp_bytes_t bytes(std::string_view text) {
  return {text.size(), const_cast<char*>(text.data())}; // librabbitmq does not write to it
}

std::string text(amqp_bytes_t b) {
  return {static_cast<const char*>(b.bytes), b.len};
}

timeval to_timeval(std::chrono::milliseconds t) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(t);
  return {seconds.count(), std::chrono::microseconds{t - seconds}.count()};
}

failure_code code_of_reply(std::uint16_t reply_code) {
  switch (reply_code) {
  case AMQP_ACCESS_REFUSED:
  case AMQP_NOT_ALLOWED: // no such vhost, or not for this user
    return failure_code::permission;
  case AMQP_CONNECTION_FORCED:
    return failure_code::disconnected;
  default:
    return failure_code::refused;
  }
}

/// Returns a hint for a reply code; empty where the reply's text suffices.
std::string_view remedy(std::uint16_t reply_code) {
  switch (reply_code) {
  case AMQP_ACCESS_REFUSED:
    return " (check user, password and the user's permissions on the vhost)";
  case AMQP_NOT_ALLOWED:
    return " (check the vhost and the user's access to it)";
  case AMQP_NOT_FOUND:
    return " (broker configuration: it was deleted, or never declared)";
  case AMQP_PRECONDITION_FAILED:
    return " (broker configuration: it exists with other properties; name another one in the "
           "sink's URL, or delete that one)";
  default:
    return {};
  }
}

failure closed_by_broker(std::uint16_t reply_code, amqp_bytes_t reply, const std::string& what) {
  std::string message = what;
  message.append(": ").append(text(reply)).append(remedy(reply_code));
  return {code_of_reply(reply_code), std::move(message)};
}

amqp_table_entry_t flag(const char* name) {
  amqp_table_entry_t entry{};
  entry.key = amqp_cstring_bytes(name);
  entry.value.kind = AMQP_FIELD_KIND_BOOLEAN;
  entry.value.value.boolean = 1;
  return entry;
}

/// Waits until the socket takes a whole message. Returns false when the deadline passes first.
bool wait_writable(int socket, const call_deadline& limit) {
  pollfd wanted{socket, POLLOUT, 0};
  while (::poll(&wanted, 1, static_cast<int>(limit.next_slice().count())) <= 0)
    if (limit.left().count() == 0)
      return false;
  return true;
}

} // namespace

model::expected<std::unique_ptr<amqp_connection>>
amqp_connection::open(const amqp_options& options, call_deadline& limit) {
  const auto socket = connect_tcp(options.host, options.port, limit);
  if (!socket)
    return socket.error();
  std::unique_ptr<amqp_connection> connection{new amqp_connection{amqp_new_connection()}};
  const call_deadline::cutting cutting{limit, *socket};
  if (auto problem = connection->set_up(options, *socket, limit)) {
    connection->alive_ = false;
    return *std::move(problem);
  }
  return connection;
}

amqp_connection::~amqp_connection() {
  if (alive_) {
    const auto limit = to_timeval(goodbye);
    amqp_set_rpc_timeout(state_, &limit);
    amqp_connection_close(state_, AMQP_REPLY_SUCCESS);
  }
  amqp_destroy_connection(state_);
}

outcome amqp_connection::set_up(const amqp_options& options, int socket, call_deadline& limit) {
  amqp_tcp_socket_set_sockfd(amqp_tcp_socket_new(state_), socket);
  const auto handshake = to_timeval(limit.left());
  amqp_set_handshake_timeout(state_, &handshake);
  if (auto problem = log_in(options))
    return problem;
  limit_rpc(limit);
  amqp_channel_open(state_, channel);
  if (auto problem = last_reply("opening a channel"))
    return problem;
  limit_rpc(limit);
  amqp_confirm_select(state_, channel);
  return last_reply("asking for publisher confirms");
}

outcome amqp_connection::log_in(const amqp_options& options) {
  std::array capabilities{
      flag("publisher_confirms"), flag("basic.nack"), flag("connection.blocked"),
      flag("authentication_failure_close")};
  std::array<amqp_table_entry_t, 2> properties{};
  properties[0].key = amqp_cstring_bytes("connection_name");
  properties[0].value.kind = AMQP_FIELD_KIND_UTF8;
  properties[0].value.value.bytes = amqp_cstring_bytes("docker-monitor");
  properties[1].key = amqp_cstring_bytes("capabilities");
  properties[1].value.kind = AMQP_FIELD_KIND_TABLE;
  properties[1].value.value.table = {capabilities.size(), capabilities.data()};
  const amqp_table_t table{properties.size(), properties.data()};
  const auto reply = amqp_login_with_properties(
      state_, options.vhost.c_str(), channel, frame_max_bytes, heartbeat_seconds, &table,
      AMQP_SASL_METHOD_PLAIN, options.user.c_str(), options.password.c_str());
  return check(reply, "logging in as " + options.user);
}

outcome amqp_connection::declare(const amqp_options& options, call_deadline& limit) {
  const call_deadline::cutting cutting{limit, amqp_get_sockfd(state_)};
  limit_rpc(limit);
  amqp_exchange_declare(
      state_, channel, bytes(options.exchange), amqp_cstring_bytes("direct"), 0, 1, 0, 0,
      amqp_empty_table);
  if (auto problem = last_reply("declaring the exchange " + options.exchange))
    return problem;
  limit_rpc(limit);
  amqp_queue_declare(state_, channel, bytes(options.queue), 0, 1, 0, 0, amqp_empty_table);
  if (auto problem = last_reply("declaring the queue " + options.queue))
    return problem;
  limit_rpc(limit);
  amqp_queue_bind(
      state_, channel, bytes(options.queue), bytes(options.exchange), bytes(options.key),
      amqp_empty_table);
  return last_reply("binding the queue " + options.queue);
}

outcome amqp_connection::publish(
    const amqp_options& options, const model::alarm& alarm, const std::string& body,
    const call_deadline& limit) {
  if (!wait_writable(amqp_get_sockfd(state_), limit))
    return failure{failure_code::timeout, "the broker takes nothing"};
  amqp_basic_properties_t properties{};
  properties._flags = AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG
                      | AMQP_BASIC_MESSAGE_ID_FLAG | AMQP_BASIC_TIMESTAMP_FLAG;
  properties.content_type = amqp_cstring_bytes("application/json");
  properties.delivery_mode = AMQP_DELIVERY_PERSISTENT;
  properties.message_id = bytes(alarm.id);
  properties.timestamp = static_cast<std::uint64_t>(
      std::chrono::floor<std::chrono::seconds>(alarm.time.time_since_epoch()).count());
  const int status = amqp_basic_publish(
      state_, channel, bytes(options.exchange), bytes(options.key), 1, 0, &properties, bytes(body));
  if (status != AMQP_STATUS_OK)
    return broken(status, "publishing");
  return std::nullopt;
}

model::expected<amqp_answer> amqp_connection::wait(std::chrono::milliseconds limit) {
  const auto deadline = call_deadline::clock::now() + limit;
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - call_deadline::clock::now());
    const auto timeout = to_timeval(std::max(left, std::chrono::milliseconds{0}));
    amqp_frame_t frame{};
    const int status = amqp_simple_wait_frame_noblock(state_, &frame, &timeout);
    if (status == AMQP_STATUS_TIMEOUT)
      return amqp_answer{};
    if (status != AMQP_STATUS_OK)
      return broken(status, "waiting for confirms");
    auto answer = take(frame);
    amqp_maybe_release_buffers(state_);
    if (!answer || answer->index() != 0)
      return answer;
  }
}

model::expected<amqp_answer> amqp_connection::take(const amqp_frame_t_& frame) {
  if (frame.frame_type == AMQP_FRAME_METHOD)
    return take_method(frame);
  if (frame.frame_type != AMQP_FRAME_HEADER)
    return amqp_answer{}; // the body of a returned message, which is already known
  const auto* properties =
      static_cast<const amqp_basic_properties_t*>(frame.payload.properties.decoded);
  return amqp_answer{amqp_return{text(properties->message_id), return_reason_}};
}

model::expected<amqp_answer> amqp_connection::take_method(const amqp_frame_t_& frame) {
  const auto& method = frame.payload.method;
  switch (method.id) {
  case AMQP_BASIC_ACK_METHOD: {
    const auto& ack = *static_cast<const amqp_basic_ack_t*>(method.decoded);
    return amqp_answer{amqp_confirm{ack.delivery_tag, ack.multiple != 0, true}};
  }
  case AMQP_BASIC_NACK_METHOD: {
    const auto& nack = *static_cast<const amqp_basic_nack_t*>(method.decoded);
    return amqp_answer{amqp_confirm{nack.delivery_tag, nack.multiple != 0, false}};
  }
  case AMQP_BASIC_RETURN_METHOD:
    return_reason_ = text(static_cast<const amqp_basic_return_t*>(method.decoded)->reply_text);
    break;
  case AMQP_CHANNEL_CLOSE_METHOD: {
    const auto& close = *static_cast<const amqp_channel_close_t*>(method.decoded);
    return closed_by_broker(close.reply_code, close.reply_text, "the broker closed the channel");
  }
  case AMQP_CONNECTION_CLOSE_METHOD: {
    const auto& close = *static_cast<const amqp_connection_close_t*>(method.decoded);
    amqp_connection_close_ok_t ok{};
    amqp_send_method(state_, 0, AMQP_CONNECTION_CLOSE_OK_METHOD, &ok);
    alive_ = false;
    return closed_by_broker(close.reply_code, close.reply_text, "the broker closed the connection");
  }
  case AMQP_CONNECTION_BLOCKED_METHOD:
    blocked_ = text(static_cast<const amqp_connection_blocked_t*>(method.decoded)->reason);
    break;
  case AMQP_CONNECTION_UNBLOCKED_METHOD:
    blocked_.clear();
    break;
  default:
    break;
  }
  return amqp_answer{};
}

void amqp_connection::limit_rpc(const call_deadline& limit) {
  const auto timeout = to_timeval(limit.left());
  amqp_set_rpc_timeout(state_, &timeout);
}

outcome amqp_connection::last_reply(const std::string& what) {
  return check(amqp_get_rpc_reply(state_), what);
}

outcome amqp_connection::check(const amqp_rpc_reply_t_& reply, const std::string& what) {
  switch (reply.reply_type) {
  case AMQP_RESPONSE_NORMAL:
    return std::nullopt;
  case AMQP_RESPONSE_SERVER_EXCEPTION:
    if (reply.reply.id == AMQP_CHANNEL_CLOSE_METHOD) {
      const auto& close = *static_cast<const amqp_channel_close_t*>(reply.reply.decoded);
      return closed_by_broker(close.reply_code, close.reply_text, what);
    }
    if (reply.reply.id == AMQP_CONNECTION_CLOSE_METHOD) {
      const auto& close = *static_cast<const amqp_connection_close_t*>(reply.reply.decoded);
      alive_ = false;
      return closed_by_broker(close.reply_code, close.reply_text, what);
    }
    return broken(AMQP_STATUS_WRONG_METHOD, what);
  default:
    return broken(reply.library_error, what);
  }
}

model::failure amqp_connection::broken(int status, const std::string& what) {
  alive_ = false;
  auto code = failure_code::disconnected;
  if (status == AMQP_STATUS_TIMEOUT)
    code = failure_code::timeout;
  else if (
      status == AMQP_STATUS_BAD_AMQP_DATA || status == AMQP_STATUS_INCOMPATIBLE_AMQP_VERSION
      || status == AMQP_STATUS_WRONG_METHOD || status == AMQP_STATUS_UNEXPECTED_STATE)
    code = failure_code::malformed;
  return {code, what + ": " + amqp_error_string2(status)};
}

} // namespace docker_monitor::sinks
