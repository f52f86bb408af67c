#pragma once

#include "sinks/delivery/patience.hpp"
#include "sinks/sink.hpp"
#include "sinks/webhook/byte_stream.hpp"
#include "sinks/webhook/http_options.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace docker_monitor::sinks {

/// What an HTTP server answered.
struct http_answer {
  unsigned status = 0;
  std::string body;        ///< its first 64 kB
  std::string retry_after; ///< the header's value; empty for none
  std::string location;    ///< likewise
};

/// Posts JSON to one address, one request at a time over a connection that is kept. Follows a 307
/// or 308 once, where `follow_redirect` allows that, and no other redirect. Blocks until the answer
/// is there or the patience ends.
class http_post {
 public:
  using header = std::pair<std::string, std::string>;

  explicit http_post(http_options where) : where_{std::move(where)} {}

  /// Connects, unless it is connected. Fails as `byte_stream::connect` does.
  outcome connect(const patience& limit);

  /// Sends a request and returns the answer, whatever its status. A connection the server closed
  /// meanwhile is opened again. Fails as `byte_stream` does, and with `malformed`.
  model::expected<http_answer>
  send(std::string_view body, std::span<const header> headers, const patience& limit);

 private:
  model::expected<http_answer>
  send_directly(std::string_view body, std::span<const header> headers, const patience& limit);
  [[nodiscard]] std::string request(std::string_view body, std::span<const header> headers) const;
  model::expected<http_answer> exchange(const std::string& request, const patience& limit);

  http_options where_;
  std::shared_ptr<ssl_ctx_st> tls_;     ///< null before the first connection
  std::unique_ptr<byte_stream> stream_; ///< null while not connected
  std::unique_ptr<http_post> further_;  ///< where it was redirected to, null before
  std::string further_location_;
};

/// What is wrong with an answer, for a person: its status, and the beginning of what it says.
std::string describe(const http_answer& answer);

/// How long a `Retry-After` header (seconds or a date) asks to wait, an hour at most: whoever asks
/// for more is not believed. None where it says nothing.
std::optional<std::chrono::seconds>
parse_retry_after(const std::string& value, std::chrono::system_clock::time_point now);

} // namespace docker_monitor::sinks
