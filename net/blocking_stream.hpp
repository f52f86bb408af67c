#pragma once

#include "net/address.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::net {

/// One connection for threads that may block, for protocols other than HTTP. One call at a time.
/// Unusable after a call that failed.
class blocking_stream {
 public:
  /// Returns how long a call may still take; zero ends it with a timeout. Called repeatedly, so
  /// that the deadline may be shortened meanwhile.
  using time_left = std::function<std::chrono::milliseconds()>;

  explicit blocking_stream(address where);
  ~blocking_stream();
  blocking_stream(const blocking_stream&) = delete;
  blocking_stream& operator=(const blocking_stream&) = delete;

  /// Connects. Begins TLS if there is a context; null: the connection is plain.
  std::optional<problem> connect(const tls_context_ptr& tls, const time_left& left);

  /// Begins TLS on a plain connection, after the peer has agreed to it.
  std::optional<problem> begin_tls(const tls_context_ptr& tls, const time_left& left);

  /// Sends a text.
  std::optional<problem> write(std::string_view text, const time_left& left);

  /// Waits for data and appends it to `text`: at least one byte, at most 4 kB.
  std::optional<problem> read_some(std::string& text, const time_left& left);

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::net
