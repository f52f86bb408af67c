#pragma once

#include "net/address.hpp"
#include "tests/support/scratch_directory.hpp"

#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::tests {

/// How long a test waits for the other side before it fails, in milliseconds.
inline constexpr int peer_timeout_ms = 10'000;

/// The server's side of one connection, read and written by the test itself.
class peer_connection {
 public:
  explicit peer_connection(int socket) : socket_(socket) {}
  ~peer_connection() { close(); }
  peer_connection(peer_connection&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  peer_connection& operator=(peer_connection&& other) noexcept {
    std::swap(socket_, other.socket_);
    return *this;
  }

  /// Reads a request; the target of its GET, empty where the client hung up.
  std::string target() {
    head_.clear();
    while (head_.find("\r\n\r\n") == std::string::npos) {
      const auto piece = receive();
      if (piece.empty())
        return {};
      head_ += piece;
    }
    const auto begin = head_.find(' ') + 1;
    return head_.starts_with("GET ") ? head_.substr(begin, head_.find(' ', begin) - begin) : head_;
  }

  /// The head of the last request.
  [[nodiscard]] const std::string& head() const { return head_; }

  void send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0)
        throw std::runtime_error("the client hung up");
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }

  /// Sends a whole answer.
  void answer(int status, const std::string& body, const std::string& fields = {}) const {
    send(
        "HTTP/1.1 " + std::to_string(status) + " X\r\n" + fields
        + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  /// Begins an answer in chunks.
  void begin_chunks() const { send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"); }

  void chunk(const std::string& bytes) const {
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    send(size + bytes + "\r\n");
  }

  /// Whether the client hangs up without another word.
  bool is_hung_up() { return receive().empty(); }

  void close() {
    if (socket_ >= 0)
      ::close(std::exchange(socket_, -1));
  }

 private:
  std::string receive() const {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, peer_timeout_ms) != 1)
      throw std::runtime_error("the client sends nothing");
    char piece[4096];
    const auto n = ::read(socket_, piece, sizeof piece);
    return {piece, n > 0 ? static_cast<std::size_t>(n) : 0};
  }

  int socket_;
  std::string head_;
};

/// A server that listens on a unix socket and does what the test does, step by step.
class unix_peer {
 public:
  unix_peer() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path().c_str(), sizeof address.sun_path - 1);
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0
        || ::listen(listener_, 8) != 0)
      throw std::runtime_error("no socket for a test");
  }
  ~unix_peer() { close(); }
  unix_peer(const unix_peer&) = delete;
  unix_peer& operator=(const unix_peer&) = delete;

  [[nodiscard]] std::string path() const { return directory_ / "peer.sock"; }

  [[nodiscard]] net::address where() const {
    net::address at;
    at.path = path();
    return at;
  }

  /// Takes the next connection of the client.
  [[nodiscard]] peer_connection accept() const {
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, peer_timeout_ms) != 1)
      throw std::runtime_error("the client does not connect");
    return peer_connection{::accept(listener_, nullptr, nullptr)};
  }

  /// Whether the client wants a further connection now.
  [[nodiscard]] bool is_wanted() const {
    pollfd waiting{listener_, POLLIN, 0};
    return ::poll(&waiting, 1, 0) == 1;
  }

  /// No one listens any more.
  void close() {
    if (listener_ >= 0)
      ::close(std::exchange(listener_, -1));
  }

 private:
  scratch_directory directory_;
  int listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
};

} // namespace docker_monitor::tests
