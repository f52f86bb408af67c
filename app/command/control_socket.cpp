#include "app/command/control_socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include <poll.h>
#include <pwd.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::app {

namespace {

using model::failure;
using model::failure_code;
using namespace std::chrono_literals;

constexpr std::size_t max_line = 65'536;
constexpr auto request_limit = 5s; // for a client to send its line
constexpr auto answer_limit = 10s; // for the instance to answer
constexpr auto pause_after_failure = 1s;

std::string why(int error) {
  return std::system_category().message(error);
}

std::optional<sockaddr_un> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path)
    return std::nullopt;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

failure too_long(const std::string& path) {
  return {
      failure_code::bad_option,
      "--data-dir: the path of the control socket is too long (108 bytes at most): " + path};
}

void set_send_limit(int descriptor, std::chrono::seconds limit) {
  const timeval time{limit.count(), 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

/// Waits until there is data to read, at most until `deadline`.
bool wait_readable(int descriptor, std::chrono::steady_clock::time_point deadline) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd peer{descriptor, POLLIN, 0};
    const int ready = ::poll(&peer, 1, static_cast<int>(std::max(left, 0ms).count()));
    if (ready >= 0 || errno != EINTR)
      return ready > 0;
  }
}

/// Reads up to the end of the line; none if it does not arrive within `limit`.
std::optional<std::string> read_line(int descriptor, std::chrono::seconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  std::string line;
  std::array<char, 4096> buffer{};
  while (line.size() <= max_line && wait_readable(descriptor, deadline)) {
    const auto count = ::recv(descriptor, buffer.data(), buffer.size(), 0);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return std::nullopt;
    line.append(buffer.data(), static_cast<std::size_t>(count));
    if (const auto end = line.find('\n'); end != std::string::npos) {
      line.resize(end);
      return line;
    }
  }
  return std::nullopt;
}

bool write_line(int descriptor, std::string line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    const auto count = ::send(descriptor, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR)
      continue;
    if (count <= 0)
      return false;
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// Returns the user at the other end, if it is root or the user of this process.
std::optional<std::string> peer_of(int client) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(client, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0
      || (peer.uid != 0 && peer.uid != ::geteuid()))
    return std::nullopt;
  passwd entry{};
  passwd* found = nullptr;
  std::vector<char> room(16'384);
  if (::getpwuid_r(peer.uid, &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
    return std::string{found->pw_name};
  return "uid " + std::to_string(peer.uid);
}

} // namespace

model::expected<std::unique_ptr<control_socket>>
control_socket::open(const std::string& path, control_handler handle) {
  const auto address = address_of(path);
  if (!address)
    return too_long(path);
  const int listener = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const auto fail = [&](int error) {
    if (listener >= 0)
      ::close(listener);
    return failure{failure_code::permission, "no control socket at " + path + ": " + why(error)};
  };
  if (listener < 0)
    return fail(errno);
  ::unlink(path.c_str()); // left by a killed run: this process has locked the directory
  const auto mask = ::umask(0177);
  const int bound = ::bind(listener, reinterpret_cast<const sockaddr*>(&*address), sizeof *address);
  const int error = errno;
  ::umask(mask);
  if (bound != 0)
    return fail(error);
  if (::listen(listener, 8) != 0)
    return fail(errno);
  const int waker = ::eventfd(0, EFD_CLOEXEC);
  if (waker < 0)
    return fail(errno);
  return std::unique_ptr<control_socket>{
      new control_socket{path, listener, waker, std::move(handle)}};
}

control_socket::control_socket(std::string path, int listener, int waker, control_handler handle)
    : path_{std::move(path)}, listener_{listener}, waker_{waker}, handle_{std::move(handle)},
      thread_{[this] { run(); }} {}

control_socket::~control_socket() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(waker_, &one, sizeof one);
  thread_.join();
  ::close(listener_);
  ::close(waker_);
  ::unlink(path_.c_str());
}

void control_socket::run() const {
  for (;;) {
    std::array<pollfd, 2> ready{{{listener_, POLLIN, 0}, {waker_, POLLIN, 0}}};
    if (::poll(ready.data(), ready.size(), -1) < 0 && errno != EINTR)
      return;
    if (ready[1].revents != 0)
      return;
    if (ready[0].revents == 0)
      continue;
    const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (client < 0) {
      // Without a free descriptor the client stays in the queue; try again after a pause.
      if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        wait_readable(waker_, std::chrono::steady_clock::now() + pause_after_failure);
      continue;
    }
    serve(client);
    ::close(client);
  }
}

void control_socket::serve(int client) const {
  set_send_limit(client, request_limit);
  const auto user = peer_of(client);
  if (!user) {
    write_line(client, R"({"problem":"only root and the user of the instance may do this"})");
    return;
  }
  if (const auto request = read_line(client, request_limit))
    write_line(client, handle_(*request, *user));
}

model::expected<std::string>
query_control_socket(const std::string& path, const std::string& request) {
  const auto address = address_of(path);
  if (!address)
    return too_long(path);
  const int server = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (server < 0)
    return failure{failure_code::unreachable, why(errno)};
  set_send_limit(server, answer_limit);
  model::expected<std::string> result = std::string{};
  if (::connect(server, reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
    result = failure{
        failure_code::unreachable,
        "no instance listens at " + path + ": " + why(errno)
            + "; give the --data-dir and --docker-host of the one that runs"};
  else if (!write_line(server, request))
    result = failure{failure_code::unreachable, path + ": the instance takes no request"};
  else if (auto answer = read_line(server, answer_limit))
    result = *std::move(answer);
  else
    result = failure{failure_code::unreachable, path + ": the instance does not answer"};
  ::close(server);
  return result;
}

} // namespace docker_monitor::app
