#include "sinks/mqtt/mqtt_connection.hpp"

#include "net/address.hpp"
#include "net/keepalive.hpp"
#include "sinks/tcp_connect.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <poll.h>
#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

constexpr int keep_alive_seconds = 30;
constexpr int at_least_once = 1;

/// Makes the failure for the broker's reason code of a refused login.
failure refused_login(const std::string& where, int reason, bool version_5) {
  constexpr std::array not_allowed{
      4, 5, static_cast<int>(MQTT_RC_BAD_USERNAME_OR_PASSWORD),
      static_cast<int>(MQTT_RC_NOT_AUTHORIZED)};
  const bool permission = std::ranges::count(not_allowed, reason) > 0;
  const auto* text =
      version_5 ? ::mosquitto_reason_string(reason) : ::mosquitto_connack_string(reason);
  return {
      permission ? failure_code::permission : failure_code::refused,
      where + ": the broker refused the login: " + text};
}

bool knows_no_version_5(int reason) {
  return reason == 1 || reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION;
}

} // namespace

mqtt_connection::mqtt_connection(const mqtt_options& options)
    : where_{net::host_and_port(options.host, options.port)} {
  static const int initialised = ::mosquitto_lib_init();
  static_cast<void>(initialised);
}

mqtt_connection::~mqtt_connection() {
  ::mosquitto_disconnect(client_);
  ::mosquitto_destroy(client_);
}

model::expected<std::unique_ptr<mqtt_connection>>
mqtt_connection::open(const mqtt_options& options, const call_deadline& limit) {
  // The library looks names up and connects without a deadline, so a connection within the deadline
  // must succeed first.
  const auto reachable = connect_tcp(options.host, options.port, limit);
  if (!reachable)
    return reachable.error();
  ::close(*reachable);
  for (const bool version_5 : {true, false}) {
    std::unique_ptr<mqtt_connection> connection{new mqtt_connection{options}};
    const auto logged_in = connection->log_in(options, limit, version_5);
    if (!logged_in)
      return logged_in.error();
    if (*logged_in)
      return connection;
  }
  return failure{
      failure_code::version_refused, net::host_and_port(options.host, options.port)
                                         + ": the broker speaks neither MQTT 5 nor 3.1.1"};
}

/// Returns false where the broker does not support this version.
model::expected<bool>
mqtt_connection::log_in(const mqtt_options& options, const call_deadline& limit, bool version_5) {
  client_ = ::mosquitto_new(nullptr, true, this);
  if (client_ == nullptr)
    return failed(MOSQ_ERR_NOMEM);
  ::mosquitto_int_option(
      client_, MOSQ_OPT_PROTOCOL_VERSION, version_5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  ::mosquitto_int_option(client_, MOSQ_OPT_TCP_NODELAY, 1);
  ::mosquitto_max_inflight_messages_set(client_, 0); // the broker limits their number
  ::mosquitto_connect_v5_callback_set(client_, on_connect);
  ::mosquitto_publish_v5_callback_set(client_, on_publish);
  ::mosquitto_subscribe_v5_callback_set(client_, on_subscribe);
  ::mosquitto_message_v5_callback_set(client_, on_message);
  if (options.tls)
    ::mosquitto_int_option(client_, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  int error = MOSQ_ERR_SUCCESS;
  if (!options.user.empty())
    error = ::mosquitto_username_pw_set(client_, options.user.c_str(), options.password.c_str());
  if (error == MOSQ_ERR_SUCCESS)
    error = ::mosquitto_connect(client_, options.host.c_str(), options.port, keep_alive_seconds);
  if (error != MOSQ_ERR_SUCCESS)
    return failed(error);
  net::keep_alive(::mosquitto_socket(client_));
  while (!connected_) {
    auto problem = turn(limit.next_slice());
    if (connected_)
      break;
    if (problem && version_5 && problem->code == failure_code::disconnected)
      return false; // some brokers answer in no other way
    if (problem)
      return *std::move(problem);
    if (limit.left().count() == 0)
      return failure{failure_code::timeout, where_ + ": the broker did not answer in time"};
  }
  if (*connected_ == 0)
    return true;
  if (version_5 && knows_no_version_5(*connected_))
    return false;
  return refused_login(where_, *connected_, version_5);
}

model::expected<int>
mqtt_connection::publish(const std::string& topic, const std::string& text, bool retained) {
  int number = 0;
  const int error = ::mosquitto_publish(
      client_, &number, topic.c_str(), static_cast<int>(text.size()), text.data(), at_least_once,
      retained);
  if (error != MOSQ_ERR_SUCCESS)
    return failed(error);
  answers_.erase(number); // an untaken answer of 65,535 messages ago
  return number;
}

model::expected<std::optional<std::string>>
mqtt_connection::retained(const std::string& topic, const call_deadline& limit) {
  // A retained message directly follows the answer to the subscription.
  constexpr std::chrono::milliseconds pause{500};
  subscribed_.reset();
  message_.reset();
  if (const int error = ::mosquitto_subscribe(client_, nullptr, topic.c_str(), 0);
      error != MOSQ_ERR_SUCCESS)
    return failed(error);
  std::optional<call_deadline::clock::time_point> answered;
  while (!message_ && limit.left().count() > 0) {
    if (auto problem = turn(limit.next_slice()))
      return *std::move(problem);
    const auto now = call_deadline::clock::now();
    if (subscribed_ && !answered)
      answered = now;
    if (answered && (!*subscribed_ || now - *answered > pause))
      break;
  }
  ::mosquitto_unsubscribe(client_, nullptr, topic.c_str());
  return std::exchange(message_, std::nullopt);
}

outcome mqtt_connection::turn(std::chrono::milliseconds limit) {
  const int socket = ::mosquitto_socket(client_);
  if (socket < 0)
    return failed(MOSQ_ERR_CONN_LOST);
  pollfd wanted{socket, POLLIN, 0};
  if (::mosquitto_want_write(client_))
    wanted.events |= POLLOUT;
  ::poll(&wanted, 1, static_cast<int>(limit.count()));
  int error = MOSQ_ERR_SUCCESS;
  if ((wanted.revents & POLLOUT) != 0)
    error = ::mosquitto_loop_write(client_, 1);
  if (error == MOSQ_ERR_SUCCESS && (wanted.revents & ~POLLOUT) != 0)
    error = ::mosquitto_loop_read(client_, 1);
  if (error == MOSQ_ERR_SUCCESS)
    error = ::mosquitto_loop_misc(client_);
  return error == MOSQ_ERR_SUCCESS ? outcome{} : failed(error);
}

std::optional<std::string> mqtt_connection::take(int number) {
  auto found = answers_.extract(number);
  return found ? std::optional{std::move(found.mapped())} : std::nullopt;
}

model::failure mqtt_connection::failed(int error) const {
  const int system = errno;
  if (error == MOSQ_ERR_ERRNO)
    return {failure_code::disconnected, where_ + ": " + std::system_category().message(system)};
  return {
      error == MOSQ_ERR_TLS ? failure_code::permission : failure_code::disconnected,
      where_ + ": " + ::mosquitto_strerror(error)};
}

void mqtt_connection::on_connect(mosquitto*, void* self, int reason, int, const mqtt5__property*) {
  static_cast<mqtt_connection*>(self)->connected_ = reason;
}

void mqtt_connection::on_publish(
    mosquitto*, void* self, int number, int reason, const mqtt5__property*) {
  constexpr int first_error = 0x80;
  static_cast<mqtt_connection*>(self)->answers_[number] =
      reason < first_error ? "" : ::mosquitto_reason_string(reason);
}

void mqtt_connection::on_subscribe(
    mosquitto*, void* self, int, int count, const int* granted, const mqtt5__property*) {
  constexpr int first_error = 0x80;
  static_cast<mqtt_connection*>(self)->subscribed_ = count > 0 && *granted < first_error;
}

void mqtt_connection::on_message(
    mosquitto*, void* self, const mosquitto_message* message, const mqtt5__property*) {
  if (message->retain)
    static_cast<mqtt_connection*>(self)->message_ = std::string{
        static_cast<const char*>(message->payload), static_cast<std::size_t>(message->payloadlen)};
}

} // namespace docker_monitor::sinks
