#pragma once

#include "model/failure.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/mqtt/mqtt_options.hpp"
#include "sinks/sink.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>

struct mosquitto;
struct mosquitto_message;
struct mqtt5__property; // NOLINT(bugprone-reserved-identifier): the library calls it so

namespace docker_monitor::sinks {

/// One connection to an MQTT broker, with version 5 of the protocol where the broker supports it,
/// as it has reasons for refused messages; else 3.1.1. Unusable after a failed call.
///
/// The library's own loop uses select, which fails with more than 1,024 open descriptors; this
/// class uses poll.
/// waits by poll.
class mqtt_connection {
 public:
  /// Connects and logs in. Fails with `unreachable`, `timeout`, `permission`, ….
  static model::expected<std::unique_ptr<mqtt_connection>>
  open(const mqtt_options& options, const call_deadline& limit);

  ~mqtt_connection();
  mqtt_connection(const mqtt_connection&) = delete;
  mqtt_connection& operator=(const mqtt_connection&) = delete;

  /// Sends a message at least once. Returns its number for `take`.
  model::expected<int> publish(const std::string& topic, const std::string& text, bool retained);

  /// Returns the retained message of a topic; none where there is none, or the broker does not
  /// deliver it.
  model::expected<std::optional<std::string>>
  retained(const std::string& topic, const call_deadline& limit);

  /// Reads and writes available data. Waits at most `limit` for data to read.
  outcome turn(std::chrono::milliseconds limit);

  /// Returns the broker's answer about this message once: a reason, or an empty text for success.
  /// None while there is no answer.
  std::optional<std::string> take(int number);

 private:
  explicit mqtt_connection(const mqtt_options& options);

  model::expected<bool>
  log_in(const mqtt_options& options, const call_deadline& limit, bool version_5);
  [[nodiscard]] model::failure failed(int error) const;

  static void on_connect(
      mosquitto* client, void* self, int reason, int flags, const mqtt5__property* properties);
  static void on_publish(
      mosquitto* client, void* self, int number, int reason, const mqtt5__property* properties);

  static void on_subscribe(
      mosquitto* client, void* self, int number, int count, const int* granted,
      const mqtt5__property* properties);
  static void on_message(
      mosquitto* client, void* self, const mosquitto_message* message,
      const mqtt5__property* properties);

  std::string where_;
  mosquitto* client_ = nullptr;
  std::optional<int> connected_;       ///< the broker's answer to the login; 0 for success
  std::map<int, std::string> answers_; ///< not taken yet
  std::optional<bool> subscribed_;     ///< the broker's answer to the last subscription
  std::optional<std::string> message_; ///< the last retained message
};

} // namespace docker_monitor::sinks
