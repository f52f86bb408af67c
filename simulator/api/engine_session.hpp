#pragma once

#include "simulator/api/engine_api.hpp"

#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace docker_monitor::simulator {

class engine_session;

/// The server as seen by a session; used on the server's thread.
class session_host {
 public:
  virtual ~session_host() = default;

  virtual engine_api& api() = 0;

  [[nodiscard]] virtual model::engine_time now() const = 0;

  /// Passes new events to the open streams and does what the answer requires of the server.
  virtual void carry_out(const api_answer& answer, const engine_session* reply_target) = 0;

  /// Reports that the session is closed.
  virtual void left(const engine_session& session) = 0;
};

/// One connection to the simulated engine: requests in sequence, the last one possibly a stream.
/// Bytes are written without a serialiser, because this engine must be able to stop at any byte.
class engine_session : public std::enable_shared_from_this<engine_session> {
 public:
  using socket = boost::asio::generic::stream_protocol::socket;

  engine_session(socket connection, session_host& host);
  ~engine_session();

  void start() { read(); }

  /// Closes the connection at once. May be called repeatedly.
  void close();

  /// Closes the connection after the current response.
  void close_after_response() { keep_alive_ = false; }

  /// Takes an event. Does nothing unless this is an event stream.
  void send_event(const event_ptr& event);

  /// Applies new faults to an open stream.
  void check_faults();

 private:
  struct reader;

  void read();
  void take_request();
  void respond(const api_answer& answer);
  void send_whole(const api_answer& answer);
  void stream_events(const api_answer& answer);
  void stream_stats();
  void begin_stream(const std::string& head);
  void push_garbage(const std::string& kind);
  void end_stream();
  void apply_faults(const response_faults& faults);
  void hang(model::engine_time until);
  void push(std::string bytes);
  void push_line(const std::string& line);
  void flush();
  void written(bool failed);
  void watch_for_end();
  void after(std::chrono::nanoseconds delay, std::function<void()> work);
  [[nodiscard]] std::string head(unsigned status, const std::string& content_type) const;

  socket connection_;
  session_host& host_;
  boost::asio::steady_timer timer_; ///< delays, stats periods, `until`
  boost::asio::steady_timer stall_; ///< detects a peer that does not read
  boost::asio::steady_timer hung_;
  std::unique_ptr<reader> reader_;
  response_faults faults_; ///< of the current response
  std::string route_;
  bool keep_alive_ = true;
  bool closed_ = false;
  bool streaming_ = false; ///< a chunked response is in progress
  bool watching_ = false;
  bool silent_ = false;  ///< writes nothing at present
  bool stalled_ = false; ///< a write has been waiting for too long
  bool writing_ = false;
  bool last_ = false; ///< the queued bytes end the response

  std::string stats_container_;
  bool first_stats_line_ = true;
  bool wants_events_ = false;
  bool legacy_events_ = true;
  event_filter filter_;

  std::deque<std::string> waiting_; ///< not written yet
  std::string in_flight_;
  std::optional<std::uint64_t> cut_left_; ///< bytes until the connection is cut
};

} // namespace docker_monitor::simulator
