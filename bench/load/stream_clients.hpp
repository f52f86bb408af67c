#pragma once

#include "bench/load/http_call.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace docker_monitor::bench {

/// Many clients that follow a stream and read what comes, from one thread: the caller's, while it
/// is in `follow`.
class stream_clients {
 public:
  /// Connects them. What comes after a pause of at least so long is another update. Throws
  /// `harness_error` where nobody answers.
  stream_clients(
      const http_address& where, std::string_view target, std::size_t count, bool gzip,
      std::chrono::milliseconds pause);
  ~stream_clients();
  stream_clients(const stream_clients&) = delete;
  stream_clients& operator=(const stream_clients&) = delete;

  /// Reads for so long; what was counted before is forgotten.
  void follow(std::chrono::nanoseconds time);

  /// How many were refused or dropped since they connected.
  [[nodiscard]] std::size_t lost() const { return lost_; }

  /// Bytes that all of them got.
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

  /// How many updates came to the client that was told the least, whatever form they came in; those
  /// that were lost are left out.
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

/// A client that asks for a stream and never reads.
class mute_client {
 public:
  /// Throws `harness_error` where nobody answers.
  mute_client(const http_address& where, std::string_view target);
  ~mute_client();
  mute_client(const mute_client&) = delete;
  mute_client& operator=(const mute_client&) = delete;

  /// True once the peer has broken the connection off.
  [[nodiscard]] bool dropped() const;

 private:
  int socket_;
};

} // namespace docker_monitor::bench
