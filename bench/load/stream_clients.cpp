#include "bench/load/stream_clients.hpp"

#include "bench/machine/interruption.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::bench {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

/// Connects and sends the request. Returns the descriptor.
int ask(const http_address& where, std::string_view target, bool gzip) {
  const int made = connect_to(where);
  if (made < 0)
    throw harness_error("nobody answers where the stream is to come from");
  std::string request = "GET ";
  request.append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (gzip)
    request += "Accept-Encoding: gzip\r\n";
  request += "\r\n";
  // The request fits into the socket's empty buffer.
  if (send(made, request.data(), request.size(), MSG_NOSIGNAL)
      != static_cast<ssize_t>(request.size())) {
    close(made);
    throw harness_error("a stream can't be asked for");
  }
  return made;
}

} // namespace

struct stream_clients::client {
  explicit client(int connected) : socket{connected} {}
  client(const client&) = delete;
  client& operator=(const client&) = delete;
  ~client() { close(socket); }

  int socket;
  bool answered = false; ///< the head has started
  bool lost = false;
  steady_clock::time_point last{};
  std::size_t updates = 0;
};

stream_clients::stream_clients(
    const http_address& where, std::string_view target, std::size_t count, bool gzip,
    std::chrono::milliseconds pause)
    : buffer_(262144), epoll_{epoll_create1(EPOLL_CLOEXEC)}, pause_{pause} {
  for (std::size_t i = 0; i < count; ++i) {
    clients_.push_back(std::make_unique<client>(ask(where, target, gzip)));
    epoll_event interest{};
    interest.events = EPOLLIN;
    interest.data.ptr = clients_.back().get();
    epoll_ctl(epoll_, EPOLL_CTL_ADD, clients_.back()->socket, &interest);
    constexpr std::size_t at_once = 32; // the server limits the number of waiting requests
    constexpr auto timeout = 5s;
    const auto until = steady_clock::now() + timeout;
    while (i % at_once == 0 && answered_ < clients_.size() && steady_clock::now() < until)
      follow(1ms);
  }
}

stream_clients::~stream_clients() {
  close(epoll_);
}

void stream_clients::follow(std::chrono::nanoseconds time) {
  bytes_ = 0;
  for (const auto& each : clients_)
    each->updates = 0;
  const auto end = steady_clock::now() + time;
  std::array<epoll_event, 256> events{};
  for (auto now = steady_clock::now(); now < end; now = steady_clock::now()) {
    check_interruption();
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now);
    const int count = epoll_wait(
        epoll_, events.data(), events.size(), static_cast<int>(std::min(left, 100ms).count()));
    now = steady_clock::now();
    for (int i = 0; i < count; ++i)
      receive(*static_cast<client*>(events[static_cast<std::size_t>(i)].data.ptr), now);
  }
}

void stream_clients::receive(client& on, steady_clock::time_point now) {
  const auto count = recv(on.socket, buffer_.data(), buffer_.size(), 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  const std::string_view seen{
      buffer_.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))};
  const bool refused = !on.answered && !seen.starts_with("HTTP/1.1 200 ");
  if (!std::exchange(on.answered, true))
    ++answered_;
  if (seen.empty() || refused) {
    on.lost = true;
    epoll_ctl(epoll_, EPOLL_CTL_DEL, on.socket, nullptr);
    ++lost_;
    return;
  }
  bytes_ += seen.size();
  if (now - on.last >= pause_)
    ++on.updates;
  on.last = now;
}

std::size_t stream_clients::fewest_updates() const {
  std::optional<std::size_t> fewest;
  for (const auto& each : clients_)
    if (!each->lost)
      fewest = std::min(fewest.value_or(each->updates), each->updates);
  return fewest.value_or(0);
}

mute_client::mute_client(const http_address& where, std::string_view target)
    : socket_{ask(where, target, false)} {
  // nop
}

mute_client::~mute_client() {
  close(socket_);
}

bool mute_client::dropped() const {
  pollfd look{socket_, POLLRDHUP, 0};
  return poll(&look, 1, 0) > 0 && (look.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

} // namespace docker_monitor::bench
