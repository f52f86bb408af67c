#pragma once

#include "model/failure.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::net {

/// Where a server listens, and what is spoken below HTTP.
struct address {
  enum class kind : std::uint8_t { unix_socket, tcp, tls };

  kind transport = kind::unix_socket;
  std::string path{}; ///< of a unix socket
  std::string host{}; ///< a name or an IP address, IPv6 without brackets
  std::string port{};
};

/// A number from 1 to 65535, else none.
std::optional<std::uint16_t> parse_port(std::string_view text);

/// Whether a text is an IPv4 or IPv6 address and no name.
bool is_ip_address(const std::string& host);

/// Whether a text can be the path of a unix socket: absolute, at most 107 bytes.
bool is_socket_path(std::string_view path);

/// Host and port as a URL has them, an IPv6 address in brackets.
std::string host_and_port(std::string_view host, std::string_view port);
std::string host_and_port(std::string_view host, std::uint16_t port);

/// Reads `host`, `host:port`, `[v6]` or `[v6]:port` into a TCP address; without a port it has
/// `default_port`. Fails with `bad_option`; the message is the reason only, `form` where there is
/// no host.
model::expected<address>
parse_authority(std::string_view text, std::string_view default_port, std::string_view form);

} // namespace docker_monitor::net
