#pragma once

#include "model/failure.hpp"
#include "net/http_message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace docker_monitor::net {

/// The HTTP client for threads that may wait. One call at a time; the connection is kept.
class blocking_client {
 public:
  /// How long a call may still take; zero ends it. Asked again and again, at the latest every
  /// `slice`, so that it may be brought forward meanwhile.
  using time_left = std::function<std::chrono::milliseconds()>;

  static constexpr std::chrono::milliseconds slice{100};

  explicit blocking_client(client_options with);
  ~blocking_client();
  blocking_client(const blocking_client&) = delete;
  blocking_client& operator=(const blocking_client&) = delete;

  /// As `http_client::send`. `limits.deadline` is ignored.
  model::expected<answer> send(request what, answer_limits limits, const time_left& left);

  /// As `http_client::connect`.
  std::optional<model::failure> connect(const time_left& left);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::net
