#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::net {

/// The address of a server, and the transport below HTTP.
struct address {
  enum class kind : std::uint8_t { unix_socket, tcp, tls };

  kind transport = kind::unix_socket;
  std::string path{}; ///< of a unix socket
  std::string host{}; ///< a name or an IP address, IPv6 without brackets
  std::string port{};
};

/// Reads a number from 1 to 65535. Returns none for anything else.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// Returns true for an IPv4 or IPv6 address, false for a name.
bool is_ip_address(const std::string& host);

/// Returns true for a valid path of a unix socket: absolute, at most 107 bytes.
bool is_socket_path(std::string_view path);

/// Returns host and port in the form of a URL, an IPv6 address in brackets.
std::string host_and_port(std::string_view host, std::string_view port);
std::string host_and_port(std::string_view host, std::uint16_t port);

/// Returns a URL with its scheme in lower case (RFC 3986, 3.1).
std::string with_lower_scheme(std::string_view url);

/// Reads `host`, `host:port`, `[v6]` or `[v6]:port` into a TCP address. Without a port it has
/// `default_port`. Fails with `bad_option`; the message is only the reason, or `form` where there
/// is no host.
model::expected<address>
parse_authority(std::string_view text, std::string_view default_port, std::string_view form);

} // namespace docker_monitor::net
