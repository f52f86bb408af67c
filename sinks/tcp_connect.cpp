#include "sinks/tcp_connect.hpp"

#include "net/keepalive.hpp"

#include <cerrno>
#include <future>
#include <memory>
#include <system_error>
#include <thread>
#include <utility>

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace docker_monitor::sinks {

namespace {

using model::failure;
using model::failure_code;

constexpr unsigned user_timeout_ms = 20'000;
/// Room for a whole window of alarms, so that publishing does not block.
constexpr int send_buffer_bytes = 256 * 1024;

struct free_addresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using addresses = std::unique_ptr<addrinfo, free_addresses>;

struct lookup {
  int error = 0;
  addresses list;
};

lookup look_up(const std::string& host, const std::string& port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
  return {error, addresses{error == 0 ? list : nullptr}};
}

/// Looks names up in a thread that is abandoned when it takes too long: the resolver has no
/// deadline, and a name server may not answer.
model::expected<addresses>
resolve(const std::string& host, const std::string& port, const call_deadline& limit) {
  auto found = look_up(host, port, AI_NUMERICHOST);
  if (found.error != 0) {
    auto promise = std::make_shared<std::promise<lookup>>();
    auto future = promise->get_future();
    std::thread{[promise, host, port] { promise->set_value(look_up(host, port, 0)); }}.detach();
    while (future.wait_for(limit.next_slice()) != std::future_status::ready)
      if (limit.left().count() == 0)
        return failure{failure_code::timeout, host + ": the name lookup did not end in time"};
    found = future.get();
  }
  if (found.error != 0)
    return failure{failure_code::unreachable, host + ": " + ::gai_strerror(found.error)};
  return std::move(found.list);
}

/// Waits for the end of a connect. Returns its error, or none.
std::error_code wait_connected(int descriptor, const call_deadline& limit) {
  pollfd wanted{descriptor, POLLOUT, 0};
  while (::poll(&wanted, 1, static_cast<int>(limit.next_slice().count())) <= 0)
    if (limit.left().count() == 0)
      return std::make_error_code(std::errc::timed_out);
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  return {error, std::system_category()};
}

void set_options(int descriptor) {
  net::keep_alive(descriptor);
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &user_timeout_ms, sizeof user_timeout_ms);
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &send_buffer_bytes, sizeof send_buffer_bytes);
}

} // namespace

model::expected<int>
connect_tcp(const std::string& host, std::uint16_t port, const call_deadline& limit) {
  const auto list = resolve(host, std::to_string(port), limit);
  if (!list)
    return list.error();
  std::error_code error;
  for (const auto* address = list->get(); address != nullptr; address = address->ai_next) {
    const int descriptor =
        ::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0) {
      error = {errno, std::system_category()};
      continue;
    }
    set_options(descriptor);
    error = {};
    if (::connect(descriptor, address->ai_addr, address->ai_addrlen) != 0)
      error = errno == EINPROGRESS ? wait_connected(descriptor, limit)
                                   : std::error_code{errno, std::system_category()};
    if (!error)
      return descriptor;
    ::close(descriptor);
  }
  return failure{
      error == std::errc::timed_out ? failure_code::timeout : failure_code::unreachable,
      host + ":" + std::to_string(port) + ": " + error.message()};
}

} // namespace docker_monitor::sinks
