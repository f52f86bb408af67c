#pragma once

#include "http/server/listen_address.hpp"
#include "model/failure.hpp"
#include "net/address.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::terminal {

/// Where an instance of docker-monitor is asked.
struct address {
  net::address endpoint{};
  std::string prefix{}; ///< of paths, where a proxy has it below one; without a `/` at its end

  /// The URL for people.
  [[nodiscard]] std::string url() const;

  /// The name of the machine, where the URL tells it; empty for this one.
  [[nodiscard]] std::string host() const;
};

/// Reads `http://host[:port][/path]` (80), `https://…` (443), `unix:/path`, or `host:port`. Else
/// `bad_option` with what is expected.
model::expected<address> parse_address(std::string_view url);

/// Where the instance that listens there is asked on this machine; `tls`: it has a certificate.
address address_of(const http::listen_address& listens, bool tls);

} // namespace docker_monitor::terminal
