#pragma once

#include "http/published/latest_snapshot.hpp"
#include "http/server/server.hpp"
#include "tests/http/snapshots.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// A response as a client reads it.
struct received_response {
  unsigned status = 0;
  std::string head;
  std::string body;

  /// The value of a header field, empty where it is absent.
  [[nodiscard]] std::string field(std::string_view name) const;
};

/// Cuts a client's input into responses; `head_only` for answers to HEAD. Fails the test where the
/// last one is incomplete.
std::vector<received_response> split_responses(std::string_view input, bool head_only = false);

/// The client's end of a socket, never blocking.
class test_client {
 public:
  /// Takes a connected descriptor.
  explicit test_client(int descriptor);
  ~test_client();
  test_client(test_client&& other) noexcept;
  test_client& operator=(test_client&&) = delete;

  /// Sends as much as the socket takes; returns how much that was.
  std::size_t send(std::string_view bytes) const;

  /// Ends the client's side of the connection.
  void shut_down() const;

  /// Adds what has arrived to `input` and notes the end of the connection.
  void receive();

  std::string input;
  bool closed = false; ///< by the server
  [[nodiscard]] int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

/// A server whose clock the test owns, with connections over socket pairs. Everything happens in
/// `pump`, on the test's thread.
struct connection_fixture {
  explicit connection_fixture(server_options options = {}, record_sources sources = {});

  /// A new connection.
  test_client connect(bool check_host = true);

  /// Runs the server until nothing moves any more.
  void pump();

  /// Sends, pumps and receives.
  void talk(test_client& client, std::string_view bytes);

  /// Lets time pass and the server look at its deadlines.
  void advance(std::chrono::milliseconds time);

  std::chrono::steady_clock::time_point now = noon;
  boost::asio::io_context io;
  http::latest_snapshot latest_snapshot;
  server under_test;
};

} // namespace docker_monitor::http
