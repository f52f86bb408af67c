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

/// What comes with a message beside its payload.
using bus_headers = std::vector<std::pair<std::string, std::string>>;

/// A message that arrived.
struct bus_message {
  std::string subject;
  std::string reply; ///< the subject for an answer; empty where none is wanted
  std::string payload;
  bus_headers headers;

  /// The value of a header; empty where there is none.
  [[nodiscard]] std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name)
        return value;
    return {};
  }
};

/// Takes messages on a thread of the library; must not block.
using bus_handler = std::function<void(bus_message)>;

/// As long as it lives messages are handed over. It may be destroyed by any thread but within its
/// handler.
class bus_subscription {
 public:
  virtual ~bus_subscription() = default;
};

/// A connection to NATS that comes back by itself. Every function may be called from any thread.
class bus {
 public:
  virtual ~bus() = default;

  /// Connects, and again where the connection was given up. Blocks for two seconds at most; goes on
  /// trying by itself afterwards.
  virtual void open() = 0;

  /// True while messages can be sent.
  [[nodiscard]] virtual bool connected() const = 0;

  /// Why it is not connected, for a person; empty while it is.
  [[nodiscard]] virtual std::string problem() const = 0;

  /// Sends a message; `disconnected` where that cannot be done now: nothing is kept for later.
  virtual model::expected<bool> publish(
      const std::string& subject, std::string_view payload, const std::string& reply = {},
      const bus_headers& headers = {}) = 0;

  /// Sends a message and waits for the answer. Fails with `timeout`, `unreachable` where no
  /// subscriber is there, or `disconnected`.
  virtual model::expected<std::string> request(
      const std::string& subject, std::string_view payload, std::chrono::milliseconds limit) = 0;

  /// Hands messages over from now on, over reconnects, too. At most `max_messages` and `max_bytes`
  /// wait for the handler; what comes beyond is dropped. Null where it is not open.
  virtual std::unique_ptr<bus_subscription> subscribe(
      const std::string& subject, bus_handler handler, std::size_t max_messages,
      std::size_t max_bytes) = 0;
};

/// How a bus is reached.
struct bus_settings {
  std::string url;         ///< `tls://host:port` or `nats://host:port`
  std::string name;        ///< of this client, for people
  std::string seed;        ///< of the nkey; empty: `credentials`, or none
  std::string credentials; ///< path of a file with a JWT and a seed, as NATS' tools write it; or ""
  std::string authority;   ///< certificate in PEM; empty: the system's, where TLS is spoken
  std::string server_name; ///< that the certificate must have; empty: the host of the URL
  std::string inbox;       ///< what the subjects of answers begin with
  /// Is called, on a thread of the library, when the connection comes or goes; may be empty.
  std::function<void(bool connected)> changed{};
};

} // namespace docker_monitor::fleet
