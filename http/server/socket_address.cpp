#include "http/server/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace docker_monitor::http {

namespace {

constexpr ip_address mapped(std::uint32_t v4) {
  ip_address ip{};
  ip[10] = ip[11] = 0xff;
  for (unsigned i = 0; i < 4; ++i)
    ip[12 + i] = static_cast<std::uint8_t>(v4 >> (24 - 8 * i));
  return ip;
}

std::string_view remedy(bool unix_socket, int error) {
  switch (error) {
  case EADDRINUSE:
    return unix_socket ? "stop the other program or choose another path with --listen"
                       : "stop the other program or choose another port with --listen";
  case EACCES:
  case EPERM:
    return unix_socket ? "choose a directory this user may write to with --listen"
                       : "choose a port above 1023 with --listen or allow this one to the user";
  case EADDRNOTAVAIL:
    return "choose an address of this machine, or 0.0.0.0 for all of them, with --listen";
  case EAFNOSUPPORT:
    return "this machine lacks that kind of address; choose another with --listen";
  case ENOENT:
  case ENOTDIR:
    return "create the directory or choose another path with --listen";
  case EMFILE:
  case ENFILE:
    return "raise the limit of open files";
  default:
    return "choose another address with --listen";
  }
}

} // namespace

std::optional<ip_address> ip_of(const sockaddr* address) {
  if (address->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, address, sizeof v4);
    return mapped(ntohl(v4.sin_addr.s_addr));
  }
  if (address->sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, address, sizeof v6);
    ip_address ip;
    std::copy_n(v6.sin6_addr.s6_addr, ip.size(), ip.begin());
    return ip;
  }
  return std::nullopt;
}

std::optional<ip_address> client_of(const std::optional<ip_address>& peer) {
  constexpr std::size_t network_bytes = 8;
  constexpr std::size_t prefix_of_v4 = 12;
  if (!peer || std::equal(peer->begin(), peer->begin() + prefix_of_v4, mapped(0).begin()))
    return peer;
  auto network = *peer;
  std::fill(network.begin() + network_bytes, network.end(), std::uint8_t{0});
  return network;
}

bool is_wildcard(const ip_address& ip) {
  return ip == ip_address{} || ip == mapped(INADDR_ANY);
}

std::vector<std::string> machine_names() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0)
    return {};
  const std::string whole = name.data();
  return {whole, whole.substr(0, whole.find('.'))};
}

std::string
listen_problem(const std::string& where, bool unix_socket, const boost::system::error_code& error) {
  auto cause = error.message();
  if (!cause.empty() && cause[0] >= 'A' && cause[0] <= 'Z')
    cause[0] = static_cast<char>(cause[0] - 'A' + 'a');
  const bool of_system = error.category() == boost::system::system_category();
  return "cannot listen on " + where + ": " + cause + "; "
         + std::string(remedy(unix_socket, of_system ? error.value() : 0));
}

unix_socket_state inspect_unix_socket(const std::string& path) {
  struct stat found {};
  if (lstat(path.c_str(), &found) != 0)
    return unix_socket_state::nothing;
  if (!S_ISSOCK(found.st_mode))
    return unix_socket_state::not_socket;
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (probe < 0)
    return unix_socket_state::live; // unknown, so it is not removed
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const bool refused =
      connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0
      && errno == ECONNREFUSED;
  ::close(probe);
  return refused ? unix_socket_state::stale : unix_socket_state::live;
}

} // namespace docker_monitor::http
