#pragma once

#include "bench/load/http_call.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace docker_monitor::bench {

/// Many clients that follow a stream and read it, in the caller's thread during `follow`.
class stream_clients {
 public:
  /// Connects the clients. Bytes after a pause of at least `pause` count as another update. Throws
  /// `harness_error` where no server answers.
  stream_clients(
      const http_address& where, std::string_view target, std::size_t count, bool gzip,
      std::chrono::milliseconds pause);
  ~stream_clients();
  stream_clients(const stream_clients&) = delete;
  stream_clients& operator=(const stream_clients&) = delete;

  /// Reads for `time` and restarts the counts.
  void follow(std::chrono::nanoseconds time);

  /// Returns how many clients were refused or dropped since the start.
  [[nodiscard]] std::size_t lost() const { return lost_; }

  /// Returns the bytes of all clients.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// Returns the number of updates of the client with the fewest, without lost clients.
  [[nodiscard]] std::size_t fewest_updates() const;

 private:
  struct client;

  void receive(client& on, std::chrono::steady_clock::time_point now);

  std::vector<std::unique_ptr<client>> clients_;
  std::vector<char> buffer_;
  int epoll_;
  std::chrono::milliseconds pause_;
  std::size_t answered_ = 0;
  std::size_t lost_ = 0;
  std::uint64_t bytes_ = 0;
};

/// A client that requests a stream and never reads.
class mute_client {
 public:
  /// Throws `harness_error` where no server answers.
  mute_client(const http_address& where, std::string_view target);
  ~mute_client();
  mute_client(const mute_client&) = delete;
  mute_client& operator=(const mute_client&) = delete;

  /// Returns true once the peer has closed the connection.
  [[nodiscard]] bool dropped() const;

 private:
  int socket_;
};

} // namespace docker_monitor::bench
