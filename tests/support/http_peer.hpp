#pragma once

#include <chrono>
#include <csignal>
#include <cstdint>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::tests {

/// An HTTP server on a loopback port that answers what a test says, byte by byte, and remembers
/// what it was asked. An empty answer is none: it hangs up.
class http_peer {
 public:
  http_peer() {
    std::signal(SIGPIPE, SIG_IGN);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(listener_, 8);
    thread_ = std::thread{[this] { serve(); }};
  }

  ~http_peer() {
    ::shutdown(listener_, SHUT_RDWR);
    {
      const std::scoped_lock lock{mutex_};
      ::shutdown(client_, SHUT_RDWR);
    }
    thread_.join();
    ::close(listener_);
  }

  [[nodiscard]] std::uint16_t port() const { return port_; }

  /// The next answer; where there is none, it is an empty 200.
  void answer(std::string bytes) {
    const std::scoped_lock lock{mutex_};
    answers_.push_back(std::move(bytes));
  }

  /// The same in short.
  void answer(int status, const std::string& headers = {}, const std::string& body = {}) {
    answer(
        "HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: "
        + std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
  }

  /// The requests so far, each with head and body.
  std::vector<std::string> requests() {
    const std::scoped_lock lock{mutex_};
    return requests_;
  }

  int connections() {
    const std::scoped_lock lock{mutex_};
    return connections_;
  }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(listener_, nullptr, nullptr);
      if (client < 0)
        return;
      {
        const std::scoped_lock lock{mutex_};
        client_ = client;
        ++connections_;
      }
      while (answer_one(client))
        ;
      const std::scoped_lock lock{mutex_};
      client_ = -1;
      ::close(client);
    }
  }

  bool answer_one(int client) {
    std::string request;
    std::size_t whole = std::string::npos;
    char piece[4096];
    while (request.size() < whole) {
      const auto n = ::read(client, piece, sizeof piece);
      if (n <= 0)
        return false;
      request.append(piece, static_cast<std::size_t>(n));
      const auto head = request.find("\r\n\r\n");
      const auto length = request.find("Content-Length: ");
      if (head != std::string::npos)
        whole = head + 4 + std::stoul(request.substr(length + 16));
    }
    std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    {
      const std::scoped_lock lock{mutex_};
      requests_.push_back(std::move(request));
      if (!answers_.empty()) {
        answer = std::move(answers_.front());
        answers_.pop_front();
      }
    }
    return !answer.empty() && ::send(client, answer.data(), answer.size(), MSG_NOSIGNAL) > 0
           && answer.find("Connection: close") == std::string::npos;
  }

  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::uint16_t port_ = 0;
  std::mutex mutex_;
  std::deque<std::string> answers_;
  std::vector<std::string> requests_;
  int connections_ = 0;
  int client_ = -1;
  std::thread thread_;
};

} // namespace docker_monitor::tests
