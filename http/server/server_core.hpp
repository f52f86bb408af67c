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

/// What a client is told for whom there is no room.
inline constexpr rejection no_room{503, "too many connections; try again later"};

/// What sessions and listeners of one server share: the connections, their deadlines, and the
/// parts of an answer that are not the request's. Used on the io_context's thread only.
class server_core : public std::enable_shared_from_this<server_core> {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using socket = client_stream::socket;

  server_core(
      boost::asio::io_context& io, const http::latest_snapshot& latest_snapshot,
      server_options options);
  ~server_core();

  /// As the functions of `server`.
  model::expected<std::vector<bound_endpoint>> listen();
  void serve(record_sources sources);
  void stop(std::function<void()> stopped);
  void check_deadlines();

  /// Closes everything without waiting.
  void abort();

  /// As `server::tell`.
  void tell(const model::alarm& alarm);

  /// As `server::renew`.
  void renew(tls_context_ptr identity);

  /// As the other `server::renew`.
  void renew(std::vector<std::string> tokens);

  /// Takes a client that has connected to one of the addresses.
  void accept(socket connected, std::optional<ip_address> peer);

  /// As `server::adopt`.
  void adopt(int descriptor, bool check_host);

  /// Starts a session, if there is room or can be made; else answers 503 and closes. Unix sockets
  /// have no address.
  void admit(socket connected, std::optional<ip_address> peer, bool check_host);

  /// True where one more connection of this client may be: there is room, or it has been made.
  bool make_room(const std::optional<ip_address>& peer);

  /// Answers, as far as the client takes it at once, and ends our side.
  void turn_away(client_stream& client, const rejection& why);

  /// Enters a new session into the table.
  session_table::place add(std::shared_ptr<session> who, phase doing);

  /// The answer to a request.
  answer respond(const request_head& head, bool check_host, time_point now, reply_target& who);

  /// Who tells those who follow the stream.
  stream_hub& hub() { return stream_; }

  /// False where as many follow the stream as may, since others must get answers, too; and once
  /// the server stops.
  [[nodiscard]] bool may_follow() const;

  /// Says why a client that followed the stream no longer does.
  void tell_dropped(const std::optional<ip_address>& whom, std::string_view why);

  /// What a reply that is expected must keep; none where too many are. Those that were given up
  /// count, as long as somebody is at work for them.
  std::optional<std::shared_ptr<const void>> enter_waiting();

  /// Begins a phase of a session.
  void enter(session_table::place which, phase doing, time_point now);

  /// What is counted of requests.
  request_statistics& statistics() { return statistics_; }

  /// Forgets a session that has closed its socket.
  void remove(session_table::place which);

  [[nodiscard]] time_point now() const { return options_.clock(); }

  /// The value of the Date field, made once a second.
  std::string_view date(time_point now);

  /// True from `stop` on: responses end their connections.
  [[nodiscard]] bool stopping() const { return stopping_; }

  /// Open connections, handshakes apart.
  [[nodiscard]] std::size_t connections() const { return sessions_.size(); }

  /// Connections whose TLS handshake is not over.
  [[nodiscard]] std::size_t handshakes() const { return sessions_.handshakes(); }

  /// True where TCP clients must speak TLS.
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
  std::atomic<bool> streaming_{false}; ///< the stream wants to hear of snapshots
  std::vector<std::shared_ptr<listener>> listeners_;
  session_table sessions_;
  boost::asio::steady_timer timer_;
  time_point armed_ = time_point::max();   ///< when the timer fires
  time_point tidy_at_ = time_point::max(); ///< far while no texts are kept
  bool stopping_ = false;
  time_point stop_deadline_ = time_point::max();
  std::function<void()> stopped_;
  std::string date_;
  time_point date_expires_ = time_point::min();
  /// Its copies are the replies that are expected.
  std::shared_ptr<const void> waiting_ = std::make_shared<char>();
};

} // namespace docker_monitor::http
