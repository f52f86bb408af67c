#pragma once

#include "model/failure.hpp"
#include "net/address.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace docker_monitor::http {

/// An address to listen on: TCP, or a unix socket if `unix_path` is not empty.
struct listen_address {
  std::string host{};     ///< a name or an IP literal, IPv6 without brackets
  std::uint16_t port = 0; ///< 0: the kernel chooses
  std::string unix_path{};
};

/// Reads `ADDR:PORT`, `[V6]:PORT` or `unix:/path`.
model::expected<listen_address> parse_listen_address(std::string_view text);

/// Returns true for an address that other machines may reach: neither a unix socket nor a loopback
/// address. A name other than `localhost` may resolve to any address.
bool is_reachable_from_afar(const listen_address& address);

/// Returns the address at which a client on this machine reaches the listener: loopback for a
/// wildcard. `tls` is true where the server has a certificate.
net::address reached_at(const listen_address& address, bool tls);

/// Writes the form that `parse_listen_address` reads.
std::string to_string(const listen_address& address);

} // namespace docker_monitor::http
