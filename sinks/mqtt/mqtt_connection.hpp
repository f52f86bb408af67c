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

/// One connection to an MQTT broker, version 5 of the protocol where the broker knows it, so that
/// it can tell why it refuses a message; else 3.1.1. Dead once a call failed.
///
/// The library's own loop waits by select, which is at a loss once 1,024 descriptors are open: this
/// waits by poll.
class mqtt_connection {
 public:
  /// Connects and logs in. Fails with `unreachable`, `timeout`, `permission`, ….
  static model::expected<std::unique_ptr<mqtt_connection>>
  open(const mqtt_options& options, const call_deadline& limit);

  ~mqtt_connection();
  mqtt_connection(const mqtt_connection&) = delete;
  mqtt_connection& operator=(const mqtt_connection&) = delete;

  /// Sends a message at least once; returns the number by which `take` knows it.
  model::expected<int> publish(const std::string& topic, const std::string& text, bool retained);

  /// What the broker retains at a topic; none where it retains nothing, or will not tell.
  model::expected<std::optional<std::string>>
  retained(const std::string& topic, const call_deadline& limit);

  /// Reads and writes what can be read and written, waiting at most `limit` for something to read.
  outcome turn(std::chrono::milliseconds limit);

  /// Whether the broker answered about this message: what it said, an empty text for yes. Tells it
  /// once.
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
  std::optional<int> connected_;       ///< the broker's answer to the login; 0 for yes
  std::map<int, std::string> answers_; ///< that nobody took yet
  std::optional<bool> subscribed_;     ///< the broker's answer to the newest subscription
  std::optional<std::string> message_; ///< the newest that was retained
};

} // namespace docker_monitor::sinks
