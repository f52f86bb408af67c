#pragma once

#include "model/failure.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace docker_monitor::fleet {

/// The headers of a message.
using bus_headers = std::vector<std::pair<std::string, std::string>>;

/// A message that arrived.
struct bus_message {
  std::string subject;
  std::string reply; ///< the subject for an answer; empty where none is expected
  std::string payload;
  bus_headers headers;

  /// Returns the value of a header; empty where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name)
        return value;
    return {};
  }
};

/// Takes messages on a thread of the library. Must not block.
using bus_handler = std::function<void(bus_message)>;

/// Messages are delivered during its lifetime. Any thread may destroy it, except within its
/// handler.
class bus_subscription {
 public:
  virtual ~bus_subscription() = default;
};

/// A connection to NATS that reconnects by itself. Every function may be called from any thread.
class bus {
 public:
  virtual ~bus() = default;

  /// Connects, also after the connection was given up. Blocks for some seconds at most; then it
  /// continues in the background. Returns true if the connection is new: the subscriptions of the
  /// previous one have ended.
  virtual bool open() = 0;

  /// Returns true while messages can be sent.
  [[nodiscard]] virtual bool connected() const = 0;

  /// Returns why it is not connected, for people; empty while it is.
  [[nodiscard]] virtual std::string problem() const = 0;

  /// Sends a message. Fails with `disconnected` without a connection; nothing is queued.
  virtual model::expected<bool> publish(
      const std::string& subject, std::string_view payload, const std::string& reply = {},
      const bus_headers& headers = {}) = 0;

  /// Sends a message and waits for the answer. Fails with `timeout`, `unreachable` without a
  /// subscriber, or `disconnected`.
  virtual model::expected<std::string> request(
      const std::string& subject, std::string_view payload, std::chrono::milliseconds limit) = 0;

  /// Subscribes, also across reconnects. At most `max_messages` and `max_bytes` wait for the
  /// handler; further messages are dropped. Returns null where the bus is not open.
  virtual std::unique_ptr<bus_subscription> subscribe(
      const std::string& subject, bus_handler handler, std::size_t max_messages,
      std::size_t max_bytes) = 0;
};

/// The settings of a connection.
struct bus_settings {
  /// `tls://host:port` or `nats://host:port`, one or the servers of a cluster; not empty. It
  /// connects to any of them.
  std::vector<std::string> urls;
  std::string name;        ///< of this client
  std::string seed;        ///< of the nkey; empty: uses `credentials`, or nothing
  std::string credentials; ///< path of a file of NATS' tools with a JWT and a seed; or ""
  std::string authority;   ///< certificate in PEM; empty: the system's, for TLS
  std::string server_name; ///< required in the certificate; empty: the host of its URL
  std::string inbox;       ///< prefix of the subjects of answers
  /// Messages are written by the caller instead of a thread of the library: that saves waking it,
  /// and the thread, where messages are rare.
  bool writes_itself = false;
  /// Called on a thread of the library when the connection is made or lost; may be empty.
  std::function<void(bool connected)> changed{};
};

} // namespace docker_monitor::fleet
