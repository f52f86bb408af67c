#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// A body, shared by all connections that send it: rendered once, never copied.
using body_ptr = std::shared_ptr<const std::string>;

/// A header field besides those of every response.
struct header {
  std::string_view name; ///< of static storage
  std::string value;     ///< never a client's text
};

struct stream_request;

/// The answer of an endpoint.
struct response {
  unsigned status = 200;
  std::string_view content_type = "application/json"; ///< of static storage
  body_ptr body{};                                    ///< never null
  std::vector<header> headers{};
  std::string etag{}; ///< of this form of the content, quotes included; empty where it has none
  /// The client's choices for a stream, which replaces the body; null for all other answers.
  std::shared_ptr<const stream_request> stream{};
  /// The time until which the same request gets the same answer from the same snapshot.
  std::chrono::steady_clock::time_point valid_until = std::chrono::steady_clock::time_point::max();
  /// The parts after `body`, of a text too large to be joined for each answer.
  std::vector<body_ptr> rest{};
  std::size_t route = 0; ///< for statistics, as `route_handler::number`
};

/// Returns the length of the whole body.
std::size_t body_bytes(const response& response);

/// Makes `{"error":"<message>"}` with a status; the message is escaped.
response error_response(unsigned status, std::string_view message);

/// Makes 404 `{"error":"Resource not found"}`: an unknown route or container.
response not_found();

/// Makes a 304 in place of a response with content, for a client that already has the content.
response not_modified(const response& instead_of);

/// The session's part of a response.
struct head_options {
  bool close = false;               ///< the connection ends after this response
  bool announce_keep_alive = false; ///< HTTP/1.0 needs a field for a persistent connection
  std::string_view date{};          ///< the value of the Date field
};

/// Appends status line and header section, with the blank line that ends them.
void append_head(std::string& out, const response& response, const head_options& options);

} // namespace docker_monitor::http
