#pragma once

#include "http/server/host_policy.hpp"

#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

struct sockaddr;

namespace docker_monitor::http {

/// The IP address of a socket address; none for other families.
std::optional<ip_address> ip_of(const sockaddr* address);

/// Whom a connection is counted for: its address; of IPv6 the network of 64 bits, in which a host
/// may take as many addresses as it likes; none for unix sockets.
std::optional<ip_address> client_of(const std::optional<ip_address>& peer);

/// True for 0.0.0.0 and ::, which stand for every address of the machine.
bool is_wildcard(const ip_address& ip);

/// The machine's own names: the one it has, and the part before its first dot.
std::vector<std::string> machine_names();

/// Why `where` could not be listened on, and what helps.
std::string
listen_problem(const std::string& where, bool unix_socket, const boost::system::error_code& error);

/// What a new unix socket would find at `path`.
enum class unix_socket_state : std::uint8_t {
  nothing,
  stale,      ///< a socket nobody listens on: may be removed
  live,       ///< a socket in use
  not_socket, ///< something else
};

unix_socket_state inspect_unix_socket(const std::string& path);

} // namespace docker_monitor::http
