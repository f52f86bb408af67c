#pragma once

#include "http/server/host_policy.hpp"

#include <boost/system/error_code.hpp>

#include <optional>
#include <string>

struct sockaddr;

namespace docker_monitor::http {

/// Returns the IP address of a socket address; none for other families.
std::optional<ip_address> ip_of(const sockaddr* address);

/// Returns the client that a connection is counted for: its IPv4 address, or its IPv6 network of 64
/// bits, in which a host may use any number of addresses; none for unix sockets.
std::optional<ip_address> client_of(const std::optional<ip_address>& peer);

/// Returns true for 0.0.0.0 and ::, which stand for all addresses of the machine.
bool is_wildcard(const ip_address& ip);

/// Returns the names of this machine: its host name, and the part before its first dot.
std::vector<std::string> machine_names();

/// Returns why `where` could not be listened on, with a remedy.
std::string
listen_problem(const std::string& where, bool unix_socket, const boost::system::error_code& error);

/// The state of the path of a new unix socket.
enum class unix_socket_state : std::uint8_t {
  nothing,
  stale,      ///< a socket without a listener; it may be removed
  live,       ///< a socket in use
  not_socket, ///< something else
};

unix_socket_state inspect_unix_socket(const std::string& path);

} // namespace docker_monitor::http
