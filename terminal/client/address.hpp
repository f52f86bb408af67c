#pragma once

#include "http/server/listen_address.hpp"
#include "model/failure.hpp"
#include "net/address.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// The address of an instance of docker-monitor.
struct address {
  net::address endpoint{};
  std::string prefix{}; ///< of paths, behind a proxy; without a trailing `/`

  /// The URL for people.
  [[nodiscard]] std::string url() const;

  /// The machine's name in the URL; empty for this machine.
  [[nodiscard]] std::string host() const;
};

/// Reads `http://host[:port][/path]` (port 80), `https://…` (443), `unix:/path`, or `host:port`.
/// Fails with `bad_option` and the valid forms.
model::expected<address> parse_address(std::string_view url);

/// Returns the address of the instance with this listener on this machine. `tls` is true where it
/// has a certificate.
address address_of(const http::listen_address& listens, bool tls);

} // namespace docker_monitor::terminal
