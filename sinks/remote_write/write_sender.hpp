#pragma once

#include "net/http_message.hpp"
#include "sinks/delivery/call_deadline.hpp"
#include "sinks/remote_write/remote_write_url.hpp"
#include "sinks/webhook/http_post.hpp"

#include <chrono>
#include <string_view>
#include <utility>

namespace docker_monitor::sinks {

/// Sends requests of remote write. Its calls block; one thread uses it.
class write_sender {
 public:
  virtual ~write_sender() = default;

  /// Sends a compressed `WriteRequest` and returns the answer with any status. Fails as
  /// `http_post::send` does.
  virtual model::expected<net::answer>
  send(std::string_view body, std::chrono::milliseconds limit) = 0;

  /// Makes a call in progress end soon. May be called from any thread.
  virtual void request_stop() noexcept {}
};

/// Sends requests over a persistent connection.
class http_write_sender : public write_sender {
 public:
  explicit http_write_sender(http_options where) : http_{std::move(where)} {}

  model::expected<net::answer>
  send(std::string_view body, std::chrono::milliseconds limit) override;
  void request_stop() noexcept override { call_deadline_.request_stop(); }

 private:
  http_post http_;
  sinks::call_deadline call_deadline_;
};

} // namespace docker_monitor::sinks
