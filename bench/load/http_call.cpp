#include "bench/load/http_call.hpp"

#include "bench/machine/interruption.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::bench {

using std::chrono::steady_clock;

namespace {

/// Waits until the socket is ready. Returns false on a timeout.
bool wait_for(int socket, short what, steady_clock::time_point until) {
  for (;;) {
    check_interruption();
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until - steady_clock::now()).count();
    pollfd waiting{socket, what, 0};
    if (poll(&waiting, 1, static_cast<int>(std::max<long>(left, 0))) > 0)
      return true;
    if (left <= 0)
      return false;
  }
}

bool send_all(int socket, std::string_view bytes, steady_clock::time_point until) {
  while (!bytes.empty()) {
    const auto count = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (count > 0)
      bytes.remove_prefix(static_cast<std::size_t>(count));
    else if ((errno != EAGAIN && errno != EINTR) || !wait_for(socket, POLLOUT, until))
      return false;
  }
  return true;
}

std::optional<http_answer> read_answer(int socket, steady_clock::time_point until) {
  http_answer answer;
  std::optional<std::size_t> length;
  char bytes[65536];
  while (!length || answer.bytes.size() < *length) {
    if (!wait_for(socket, POLLIN, until))
      return std::nullopt;
    const auto count = recv(socket, bytes, sizeof(bytes), 0);
    if (count <= 0)
      return std::nullopt;
    answer.bytes.append(bytes, static_cast<std::size_t>(count));
    if (!length)
      length = response_length(answer.bytes);
  }
  answer.body_at = answer.bytes.find("\r\n\r\n") + 4;
  const auto space = answer.bytes.find(' ');
  std::from_chars(
      answer.bytes.data() + space + 1, answer.bytes.data() + answer.bytes.size(), answer.status);
  return answer;
}

} // namespace

int connect_to(const http_address& where) {
  const bool local = !where.unix_path.empty();
  const int made = socket(local ? AF_UNIX : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (made < 0)
    return -1;
  int outcome = -1;
  if (local) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, where.unix_path.c_str(), sizeof(address.sun_path) - 1);
    outcome = connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  } else {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(where.port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    outcome = connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof(address));
  }
  if (outcome != 0) {
    close(made);
    return -1;
  }
  fcntl(made, F_SETFL, O_NONBLOCK);
  return made;
}

std::optional<std::size_t> response_length(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos)
    return std::nullopt;
  constexpr std::string_view name = "\r\ncontent-length:";
  std::size_t body = 0;
  for (std::size_t at = 0; (at = bytes.find("\r\n", at)) < end; ++at) {
    if (strncasecmp(bytes.data() + at, name.data(), name.size()) != 0)
      continue;
    auto value = bytes.substr(at + name.size(), end - at - name.size());
    value.remove_prefix(std::min(value.find_first_not_of(' '), value.size()));
    std::from_chars(value.data(), value.data() + value.size(), body);
  }
  return end + 4 + body;
}

std::optional<http_answer> call(
    const http_address& where, std::string_view method, std::string_view target,
    std::chrono::milliseconds timeout) {
  const int socket = connect_to(where);
  if (socket < 0)
    return std::nullopt;
  const auto until = steady_clock::now() + timeout;
  std::string request{method};
  request.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n");
  if (method == "POST")
    request += "Content-Length: 0\r\n";
  request += "\r\n";
  std::optional<http_answer> answer;
  if (send_all(socket, request, until))
    answer = read_answer(socket, until);
  close(socket);
  return answer;
}

} // namespace docker_monitor::bench
