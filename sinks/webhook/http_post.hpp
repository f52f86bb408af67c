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

/// Posts JSON to one address, one request at a time over a connection that is kept. Follows a 307
/// or 308 once, where `follow_redirect` allows that, and no other redirect. Blocks until the answer
/// is there or the deadline of the call ends.
class http_post {
 public:
  using header = std::pair<std::string, std::string>;

  explicit http_post(http_options where) : where_{std::move(where)} {}

  /// Connects, unless it is connected. Fails with `unreachable`, `timeout`, `disconnected`, or
  /// `permission` for a peer that does not prove to be the host.
  outcome connect(const call_deadline& limit);

  /// Sends a request and returns the answer, whatever its status, with the first 64 kB of its body.
  /// A connection the server closed meanwhile is opened again. Fails as `connect` does, and with
  /// `malformed`.
  model::expected<net::answer>
  send(std::string_view body, std::span<const header> headers, const call_deadline& limit);

 private:
  model::expected<net::blocking_client*> client();
  model::expected<net::answer> send_to(
      const std::string& target, std::string_view body, std::span<const header> headers,
      const call_deadline& limit);

  http_options where_;
  std::unique_ptr<net::blocking_client> client_; ///< null before it is used
  std::unique_ptr<http_post> further_;           ///< where it was redirected to, null before
  std::string further_location_;
};

/// What is wrong with an answer, for a person: its status, and the beginning of what it says.
std::string describe(const net::answer& answer);

/// How long a `Retry-After` header (seconds or a date) asks to wait, an hour at most. None where it
/// says nothing.
std::optional<std::chrono::seconds>
parse_retry_after(std::string_view value, std::chrono::system_clock::time_point now);

} // namespace docker_monitor::sinks
