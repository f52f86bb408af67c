#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// A body as it is shared by everyone who sends it: rendered once, never copied.
using body_ptr = std::shared_ptr<const std::string>;

/// A header field beyond those every response carries.
struct header {
  std::string_view name; ///< of static storage
  std::string value;     ///< never a client's text
};

struct stream_wish;

/// What an endpoint answers.
struct response {
  unsigned status = 200;
  std::string_view content_type = "application/json"; ///< of static storage
  body_ptr body{};                                    ///< never null
  std::vector<header> headers{};
  std::string etag{}; ///< of this form of the content, quotes included; empty where it has none
  /// What a stream tells, which takes the place of a body; null for all other answers.
  std::shared_ptr<const stream_wish> stream{};
  /// Until when another request of the same would get the same answer from the same snapshot.
  std::chrono::steady_clock::time_point valid_until = std::chrono::steady_clock::time_point::max();
  /// What follows `body`: parts of a text too large to be put together for each answer.
  std::vector<body_ptr> rest{};
  std::size_t route = 0; ///< for statistics, as `endpoint::number`
};

/// The length of the whole body.
std::size_t body_bytes(const response& response);

/// `{"error":"<message>"}` with a status; the message is escaped.
response error_response(unsigned status, std::string_view message);

/// 404 `{"error":"Resource not found"}`: an unknown route or container.
response not_found();

/// 304 in place of a response that has a tag, for a client that has the same already.
response not_modified(const response& instead_of);

/// What the session adds to a response.
struct head_options {
  bool close = false;               ///< the connection ends after this response
  bool announce_keep_alive = false; ///< HTTP/1.0 must be told that it goes on
  std::string_view date{};          ///< the value of the Date field
};

/// Appends status line and header section, with the blank line that ends them.
void append_head(std::string& out, const response& response, const head_options& options);

} // namespace docker_monitor::http
