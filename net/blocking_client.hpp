#pragma once

#include "model/failure.hpp"
#include "net/http_message.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>

namespace docker_monitor::net {

/// The HTTP client for threads that may block. One call at a time; the connection is kept open.
class blocking_client {
 public:
  /// Returns how long a call may still take; zero ends it. Called repeatedly, at least once per
  /// `slice`, so that the deadline may be shortened meanwhile.
  using time_left = std::function<std::chrono::milliseconds()>;

  static constexpr std::chrono::milliseconds slice{100};

  explicit blocking_client(client_options with);
  ~blocking_client();
  blocking_client(const blocking_client&) = delete;
  blocking_client& operator=(const blocking_client&) = delete;

  /// Behaves as `http_client::send`, but ignores `limits.deadline`.
  model::expected<answer> send(request what, answer_limits limits, const time_left& left);

  /// Behaves as `http_client::connect`.
  std::optional<model::failure> connect(const time_left& left);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::net
