#pragma once

#include "http/tls/tls_terminator.hpp"

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

namespace docker_monitor::http {

/// A client that speaks TLS: carries what it says to somebody who does not, and what comes back to
/// it. Holds one block of each way, so whoever is slow holds up the other. Lives in its
/// terminator's lists and in its handlers. Until the client says something it costs next to
/// nothing.
class tls_connection : public std::enable_shared_from_this<tls_connection> {
 public:
  using time_point = tls_terminator::time_point;

  tls_connection(
      tls_terminator& terminator, tls_terminator::socket connected, std::optional<ip_address> peer,
      tls_context_ptr identity);

  /// Waits for the handshake; called once.
  void start(tls_terminator::place place);

  /// Ends at once.
  void close();

  /// When what it does must be done.
  [[nodiscard]] time_point deadline() const { return deadline_; }

  /// That time has come.
  void expire();

  /// The client's address.
  [[nodiscard]] const std::optional<ip_address>& peer() const { return peer_; }

 private:
  using phase = tls_terminator::phase;
  using error_code = boost::system::error_code;

  /// What is on its way.
  struct blocks {
    std::array<char, 4096> asked;
    std::array<char, 16384> answer; ///< what fits into a record of TLS
  };

  tls_terminator::socket& tcp() { return client_ ? client_->next_layer() : socket_; }
  void shake();
  void shaken(const error_code& error);
  void read_client();
  void read_answer();
  void watch_session();
  void say_goodbye();
  void answer_plain_http();
  void drain();
  void enter(phase doing);

  tls_terminator& terminator_;
  tls_context_ptr identity_;
  tls_terminator::socket socket_; ///< until the client says something
  std::optional<boost::asio::ssl::stream<tls_terminator::socket>> client_;
  boost::asio::local::stream_protocol::socket plain_; ///< our end of the pair
  std::optional<ip_address> peer_;
  tls_terminator::place place_;
  phase doing_ = phase::handshaking;
  time_point deadline_ = time_point::max();
  bool open_ = true;
  bool writing_ = false; ///< a block to the client
  std::unique_ptr<blocks> blocks_;
};

} // namespace docker_monitor::http
