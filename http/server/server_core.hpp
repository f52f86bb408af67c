#pragma once

#include "http/api/dispatch.hpp"
#include "http/server/client_stream.hpp"
#include "http/server/host_policy.hpp"
#include "http/server/server.hpp"
#include "http/server/session_table.hpp"
#include "http/stream/stream_hub.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

class listener;

/// The answer to a client for which there is no room.
inline constexpr rejection no_room{503, "too many connections; try again later"};

/// The shared data of the sessions and listeners of one server: the connections, their deadlines,
/// and the parts of an answer that do not depend on the request. Used on the io_context's thread
/// only.
class server_core : public std::enable_shared_from_this<server_core> {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using socket = client_stream::socket;

  server_core(
      boost::asio::io_context& io, const http::latest_snapshot& latest_snapshot,
      server_options options);
  ~server_core();

  /// See the functions of `server`.
  model::expected<std::vector<bound_endpoint>> listen();
  void serve(record_sources sources);
  void stop(std::function<void()> stopped);
  void check_deadlines();

  /// Closes everything at once.
  void abort();

  /// See `server::publish_alarm`.
  void publish_alarm(const model::alarm& alarm);

  /// See `server::renew`.
  void renew(tls_context_ptr identity);

  /// See `server::renew` for tokens.
  void renew(std::vector<std::string> tokens);

  /// Takes a client that has connected to one of the addresses.
  void accept(socket connected, std::optional<ip_address> peer);

  /// See `server::adopt`.
  void adopt(int descriptor, bool check_host);

  /// Starts a session, if there is room or room can be made; else answers 503 and closes. Unix
  /// sockets have no address.
  void admit(socket connected, std::optional<ip_address> peer, bool check_host);

  /// Returns true where one more connection of this client is possible. May close another one for
  /// it.
  bool make_room(const std::optional<ip_address>& peer);

  /// Answers, as far as the socket takes it at once, and shuts down the sending side.
  void reject(client_stream& client, const rejection& why);

  /// Adds a new session to the table.
  session_table::place add(std::shared_ptr<session> who, phase doing);

  /// Returns the answer to a request.
  answer respond(const request_head& head, bool check_host, time_point now, reply_target& who);

  /// The hub of the clients that follow the stream.
  stream_hub& hub() { return stream_; }

  /// Returns true where this client may follow the stream. That has a maximum of followers, so that
  /// other clients get answers; at the maximum one of a client that has more gives way. Returns
  /// false once the server stops.
  [[nodiscard]] bool make_room_to_follow(const std::optional<ip_address>& peer);

  /// Logs why a client no longer follows the stream.
  void log_dropped(const std::optional<ip_address>& whom, std::string_view why);

  /// Returns the permit that a deferred reply holds; none where too many are pending. Abandoned
  /// replies count until their work ends.
  std::optional<std::shared_ptr<const void>> enter_waiting();

  /// Begins a phase of a session.
  void enter(session_table::place which, phase doing, time_point now);

  /// The counts of requests.
  request_statistics& statistics() { return statistics_; }

  /// Removes a session that has closed its socket.
  void remove(session_table::place which);

  [[nodiscard]] time_point now() const { return options_.clock(); }

  /// Returns the value of the Date field, made once a second.
  std::string_view date(time_point now);

  /// Returns true after `stop`: responses end their connections.
  [[nodiscard]] bool stopping() const { return stopping_; }

  /// Returns the number of open connections, without handshakes.
  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

  /// Returns the number of connections in the TLS handshake.
  [[nodiscard]] std::size_t handshakes() const { return sessions_.handshakes(); }

  /// Returns true where TCP clients must use TLS.
  [[nodiscard]] bool wants_tls() const { return options_.tls != nullptr; }

  boost::asio::io_context& io() { return io_; }

 private:
  void shake_hands(socket connected, std::optional<ip_address> peer);
  void limit_handshakes();
  void log(const std::string& line) const;
  void follow_snapshots();
  void unfollow_snapshots();
  void tidy(time_point now);
  void arm(time_point deadline);
  void finish_stop_if_done();

  boost::asio::io_context& io_;
  server_options options_;
  const http::latest_snapshot& latest_;
  request_statistics statistics_;
  dispatcher dispatcher_;
  stream_hub stream_;
  std::atomic<bool> streaming_{false}; ///< the stream follows the snapshots
  std::vector<std::shared_ptr<listener>> listeners_;
  session_table sessions_;
  boost::asio::steady_timer timer_;
  time_point armed_ = time_point::max();   ///< when the timer fires
  time_point tidy_at_ = time_point::max(); ///< far in the future while no texts are cached
  bool stopping_ = false;
  time_point stop_deadline_ = time_point::max();
  std::function<void()> stopped_;
  std::string date_;
  time_point date_expires_ = time_point::min();
  /// Each pending reply holds a copy.
  std::shared_ptr<const void> waiting_ = std::make_shared<char>();
};

} // namespace docker_monitor::http
