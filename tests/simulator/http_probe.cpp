#include "tests/simulator/http_probe.hpp"

#include <array>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::simulator {

namespace {

constexpr int timeout_ms = 10'000;

} // namespace

http_probe::http_probe(const std::string& path) : socket_{::socket(AF_UNIX, SOCK_STREAM, 0)} {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::strncpy(address.sun_path, path.c_str(), sizeof(address.sun_path) - 1);
  // A failure shows as a connection that ends at once.
  if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0)
    ::shutdown(socket_, SHUT_RDWR);
}

http_probe::~http_probe() {
  ::close(socket_);
}

void http_probe::send(
    const std::string& method, const std::string& target, const std::string& body) {
  const auto request = method + ' ' + target + " HTTP/1.1\r\nHost: engine\r\nContent-Length: "
                       + std::to_string(body.size()) + "\r\n\r\n" + body;
  [[maybe_unused]] const auto sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
}

bool http_probe::receive() {
  pollfd wait{socket_, POLLIN, 0};
  if (::poll(&wait, 1, timeout_ms) <= 0) {
    gave_up_ = true;
    return false;
  }
  std::array<char, 65536> bytes{};
  const auto count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (count <= 0)
    return false;
  raw_.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

http_reply http_probe::head() {
  http_reply reply;
  auto end = raw_.find("\r\n\r\n");
  while (end == std::string::npos) {
    if (!receive())
      return reply;
    end = raw_.find("\r\n\r\n");
  }
  reply.head = raw_.substr(0, end + 4);
  raw_.erase(0, end + 4);
  reply.status = std::stoi(reply.head.substr(9, 3));
  return reply;
}

http_reply
http_probe::ask(const std::string& method, const std::string& target, const std::string& body) {
  send(method, target, body);
  auto reply = head();
  const std::string key = "Content-Length: ";
  const auto at = reply.head.find(key);
  const auto length = at == std::string::npos ? 0 : std::stoul(reply.head.substr(at + key.size()));
  while (raw_.size() < length && receive()) {
  }
  reply.body = raw_.substr(0, length);
  raw_.erase(0, reply.body.size());
  return reply;
}

bool http_probe::next_chunk() {
  auto end = raw_.find("\r\n");
  while (end == std::string::npos) {
    if (!receive())
      return false;
    end = raw_.find("\r\n");
  }
  const auto size = std::stoul(raw_.substr(0, end), nullptr, 16);
  while (raw_.size() < end + 4 + size)
    if (!receive())
      return false;
  lines_ += raw_.substr(end + 2, size);
  raw_.erase(0, end + 4 + size);
  return size > 0;
}

std::optional<std::string> http_probe::line() {
  auto end = lines_.find('\n');
  while (end == std::string::npos) {
    if (!next_chunk())
      return std::nullopt;
    end = lines_.find('\n');
  }
  auto line = lines_.substr(0, end);
  lines_.erase(0, end + 1);
  return line;
}

std::string http_probe::rest() {
  while (receive()) {
  }
  return gave_up_ ? "(still open) " + raw_ : std::move(raw_);
}

} // namespace docker_monitor::simulator
