#pragma once

#include "http/server/host_policy.hpp"
#include "http/tls/tls_identity.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>

namespace docker_monitor::http {

class tls_connection;

/// Speaks TLS with clients, so that nobody else need: what a client says goes in plain text through
/// a pair of sockets to somebody who takes it for the client's own, and what comes back goes to the
/// client. Used on the io_context's thread only.
class tls_terminator : public std::enable_shared_from_this<tls_terminator> {
 public:
  using time_point = std::chrono::steady_clock::time_point;
  using socket = boost::asio::generic::stream_protocol::socket;

  struct settings {
    /// Takes the plain end of a connection whose handshake is over.
    std::function<void(socket plain, std::optional<ip_address> peer)> admit;
    /// Called when the last connection has gone.
    std::function<void()> emptied;
    /// Clients whose handshake is not over: one more puts an end to the oldest.
    std::size_t most_handshakes = 512;
    /// Clients who still read what was said by somebody who is gone; likewise.
    std::size_t most_closing = 256;
    std::chrono::milliseconds handshake{5'000}; ///< may take so long
    /// A block of 16 kB may take so long, and all that is left once whoever said it is gone.
    std::chrono::milliseconds writing{10'000};
    std::chrono::milliseconds closing{2'000}; ///< the client's goodbye may take so long
    /// The clock of these deadlines.
    std::function<time_point()> clock = std::chrono::steady_clock::now;
  };

  /// What a connection is doing.
  enum class phase : std::uint8_t { handshaking, open, closing };
  using place = std::list<std::shared_ptr<tls_connection>>::iterator;

  tls_terminator(boost::asio::io_context& io, tls_context_ptr identity, settings with);
  ~tls_terminator();
  tls_terminator(const tls_terminator&) = delete;
  tls_terminator& operator=(const tls_terminator&) = delete;

  /// Begins the handshake with a client.
  void accept(socket connected, std::optional<ip_address> peer);

  /// Connections from now on see another identity.
  void renew(tls_context_ptr identity) { identity_ = std::move(identity); }

  /// Ends handshakes: nobody would answer what follows.
  void drain();

  /// Ends everything at once.
  void close();

  /// Ends what is past its deadline; a timer calls it.
  void check_deadlines();

  [[nodiscard]] std::size_t connections() const;

  // For its connections.

  [[nodiscard]] const settings& limits() const { return settings_; }
  [[nodiscard]] time_point now() const { return settings_.clock(); }

  /// A connection begins another phase.
  void move(place which, phase from, phase to);

  /// A connection has closed its sockets.
  void remove(place which, phase doing);

 private:
  using connection_list = std::list<std::shared_ptr<tls_connection>>;

  connection_list& of(phase doing) { return connections_[static_cast<std::size_t>(doing)]; }
  void close_handshake();
  void close_oldest(phase doing);
  void watch();

  boost::asio::io_context& io_;
  tls_context_ptr identity_;
  settings settings_;
  std::array<connection_list, 3> connections_; ///< by phase, the oldest first
  boost::asio::steady_timer timer_;            ///< looks for deadlines while there are connections
  bool watching_ = false;
};

} // namespace docker_monitor::http
