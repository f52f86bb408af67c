#pragma once

#include "model/failure.hpp"
#include "net/address.hpp"
#include "net/http_message.hpp"
#include "net/problem.hpp"
#include "net/tls_context.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::net {

class answer_stream;
class stream;

/// The client of one server with a few persistent connections. Lives on one io_context and is not
/// thread-safe.
class http_client {
 public:
  explicit http_client(client_options with);
  ~http_client();
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// Sends a request and reads the whole answer, whatever its status. A kept connection that was
  /// closed before any byte of the answer is replaced once.
  boost::asio::awaitable<model::expected<answer>> send(request what, answer_limits limits);

  /// Connects and sends the request. The caller reads the answer piece by piece.
  boost::asio::awaitable<model::expected<std::unique_ptr<answer_stream>>>
  open(request what, std::chrono::milliseconds deadline);

  /// Connects, unless a kept connection is still usable.
  boost::asio::awaitable<std::optional<model::failure>> connect(std::chrono::milliseconds deadline);

  /// Closes the idle connections.
  void clear();

  /// Ends the calls in progress.
  void abort();

  [[nodiscard]] const address& where() const { return options_.where; }

  /// Returns the failure of a problem, made by the options' `words`.
  [[nodiscard]] model::failure failure_of(const problem& what) const {
    return options_.words(what);
  }

 private:
  using time_point = std::chrono::steady_clock::time_point;
  class in_use;
  struct kept {
    std::unique_ptr<stream> connection;
    time_point since;
  };

  std::unique_ptr<stream> take_idle();
  void keep(std::unique_ptr<stream> connection);
  boost::asio::awaitable<model::expected<std::unique_ptr<stream>>> connect_new(time_point end);
  boost::asio::awaitable<boost::system::error_code> write(stream& to, const request& what) const;

  client_options options_;
  std::vector<kept> idle_;
  std::shared_ptr<std::vector<stream*>> busy_; ///< coroutines may outlive the client
};

/// An answer whose body is read piece by piece. Not thread-safe.
class answer_stream {
 public:
  answer_stream(std::unique_ptr<stream> from, const client_options& options);
  ~answer_stream();
  answer_stream(const answer_stream&) = delete;
  answer_stream& operator=(const answer_stream&) = delete;

  /// Reads status and fields. Called once, before the other functions.
  boost::asio::awaitable<std::optional<model::failure>> read_head();

  [[nodiscard]] unsigned status() const;
  [[nodiscard]] std::string_view field(std::string_view name) const;

  /// Returns the next bytes of the body, none at its end. They are valid until the next call.
  boost::asio::awaitable<model::expected<std::string_view>> read_some();

  /// Limits the time of further operations. `expire_never` removes it.
  void expire_after(std::chrono::milliseconds time);
  void expire_never();

  /// Ends all operations on it.
  void close();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

} // namespace docker_monitor::net
