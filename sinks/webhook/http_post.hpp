#pragma once

#include "model/failure.hpp"
#include "net/blocking_client.hpp"
#include "net/http_message.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/sink.hpp"
#include "sinks/webhook/http_options.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::sinks {

/// Posts to one address, one request at a time over a persistent connection. Follows a 307 or
/// 308 once, where `follow_redirect` allows it, and no other redirect. Blocks until the answer has
/// arrived or the deadline of the call passes.
class http_post {
 public:
  using header = std::pair<std::string, std::string>;

  explicit http_post(http_options where) : where_{std::move(where)} {}

  /// Connects, unless it is connected. Fails with `unreachable`, `timeout`, `disconnected`, or
  /// `permission` for a peer that does not prove to be the host.
  outcome connect(const call_deadline& limit);

  /// Sends a request and returns the answer with any status and the first 64 kB of its body.
  /// Reopens a connection that the server has closed. Fails as `connect` does, and with
  /// `malformed`.
  model::expected<net::answer>
  send(std::string_view body, std::span<const header> headers, const call_deadline& limit);

 private:
  model::expected<net::blocking_client*> client();
  model::expected<net::answer> send_to(
      const std::string& target, std::string_view body, std::span<const header> headers,
      const call_deadline& limit);

  http_options where_;
  std::unique_ptr<net::blocking_client> client_; ///< null before the first use
  std::unique_ptr<http_post> further_;           ///< target of the last redirect; null before
  std::string further_location_;
};

/// Describes an error answer for people: its status and the beginning of its body.
std::string describe(const net::answer& answer);

/// Returns the delay of a `Retry-After` header (seconds or a date), an hour at most; none for an
/// invalid value.
std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now);

} // namespace docker_monitor::sinks
