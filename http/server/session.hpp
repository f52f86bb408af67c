#pragma once

#include "http/message/request_head.hpp"
#include "http/message/response.hpp"
#include "http/server/client_stream.hpp"
#include "http/server/server_core.hpp"
#include "http/server/session_table.hpp"
#include "http/stream/stream_hub.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// One connection: reads requests and writes their answers in order, one at a time. The server's
/// table and the session's handlers own it. The table has its deadlines.
class session : public reply_target,
                public stream_client,
                public std::enable_shared_from_this<session> {
 public:
  /// `peer` is counted per address; none for unix sockets.
  session(
      std::shared_ptr<server_core> core, client_stream client, std::optional<ip_address> peer,
      bool check_host);

  /// Enters the table and starts the handshake or the first read. Called once.
  void start();

  /// Closes the connection at once.
  void close();

  /// Handles a phase that has taken too long: answers an unfinished header section with 408 and a
  /// pending request with 504; otherwise closes.
  void expire();

  /// Handles the stop of the server: closes the connection unless a request is in progress.
  void drain();

  /// Ends following the stream, for a client that has fewer followers.
  void yield();

  /// Handles a change of the tokens: closes the connection if it is idle, follows the stream or
  /// waits for a deferred answer, which may be a stream.
  void revoke();

  std::optional<reply> expect_reply() override;

  void push(const body_ptr& text) override;

  /// Returns the client's address; none for unix sockets.
  [[nodiscard]] const std::optional<ip_address>& peer() const { return peer_; }

  /// Returns when the client began to follow the stream; the earliest time if it does not.
  [[nodiscard]] session_table::time_point followed_since() const {
    return stream_ ? stream_->since : time_point{};
  }

 private:
  using time_point = session_table::time_point;

  // The handshake of a TLS client, in session_handshake.cpp.
  void await_handshake();
  void perform_handshake();
  void finish_handshake(const boost::system::error_code& error);
  void refuse_certificate();
  void reject(const rejection& why);

  void read();
  void received(const boost::system::error_code& error, std::size_t count);
  void process(time_point now);
  void replied(std::uint64_t turn, response reply);
  void finish_waiting(response reply, time_point now);
  std::optional<answer> next_answer(time_point now);
  bool make_room();
  void refuse_and_close(const rejection& why, time_point now);
  std::string_view head_of(const answer& answer, time_point now);
  bool send(const answer& answer, time_point now);
  void count_request();
  void sent(const boost::system::error_code& error);
  void linger(time_point now);
  void end();

  // Following the stream, in session_stream.cpp.
  void follow(const answer& first, time_point now);
  void write_stream(time_point now);
  void may_write(const boost::system::error_code& error);
  [[nodiscard]] body_ptr sign_of_life() const;
  void forget_written(std::size_t count);
  void drop(std::string_view why);

  std::shared_ptr<server_core> core_;
  client_stream client_;
  std::optional<ip_address> peer_;
  bool check_host_;
  bool open_ = true;
  bool read_pending_ = false;
  bool close_after_write_ = false;
  bool close_after_wait_ = false; ///< after the pending answer has been sent
  std::uint64_t turn_ = 0;        ///< number of the last request with a deferred answer
  session_table::place place_;
  std::vector<char> buffer_; ///< received bytes from begin_ to end_; grows up to a whole header
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  head_scanner scanner_;
  request_head head_; ///< of the request being answered, as far as it could be read
  std::string response_head_;
  body_ptr body_;              ///< kept alive while it is written
  std::vector<body_ptr> rest_; ///< kept alive while it is written
  time_point asked_at_{};      ///< when the current request was complete
  std::size_t route_ = 0;      ///< of the current request
  unsigned status_ = 0;        ///< of its answer

  /// The output to a client that follows the stream.
  struct outgoing {
    std::deque<body_ptr> texts;
    std::size_t written = 0; ///< bytes written of the first text
    std::size_t bytes = 0;   ///< bytes of all texts
    std::size_t most = 0;    ///< the maximum of waiting bytes
    bool gzip = false;
    bool write_pending = false;
    time_point since{}; ///< when it began
  };
  std::unique_ptr<outgoing> stream_; ///< null for other connections
};

} // namespace docker_monitor::http
