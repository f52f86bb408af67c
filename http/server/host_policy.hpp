#pragma once

#include "model/failure.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// An IPv6 address, or an IPv4 address in its IPv6-mapped form.
using ip_address = std::array<std::uint8_t, 16>;

/// Returns the host of `host[:port]` from a Host field or an authority, an IPv6 literal without
/// brackets. Returns none for invalid syntax and for user information.
std::optional<std::string_view> parse_host(std::string_view host_and_port);

/// Reads an IP literal. Returns none for a name.
std::optional<ip_address> parse_ip(std::string_view text);

/// Returns true for 127.0.0.0/8 and ::1.
bool is_loopback(const ip_address& ip);

/// Checks an entry of `--allow-host`: a name, an IP literal, `*` or `@local`. Fails with
/// `bad_option` for one that no Host field can match, with the correct form.
model::expected<std::string> check_allowed_host(std::string_view name);

/// The hosts that requests may name. It refuses web pages whose own name resolves to the program's
/// address (DNS rebinding). The port is ignored; names are compared without case.
class host_policy {
 public:
  /// Allows loopback names and addresses only.
  host_policy() = default;

  /// Allows a name or an IP literal, with or without brackets; `*` allows everything, `@local`
  /// every IP literal and every name without a dot, such as a container's: no page of the Internet
  /// has one.
  void allow_host(std::string_view name);

  /// Allows every IP literal: DNS rebinding needs a name.
  void allow_ip_literals() { any_ip_ = true; }

  /// Allows everything.
  void allow_any() { any_ = true; }

  /// Returns true where the host is allowed. `host` has the form that `parse_host` returns.
  [[nodiscard]] bool allows(std::string_view host) const;

 private:
  bool any_ = false;
  bool any_ip_ = false;
  bool any_single_label_ = false;
  std::vector<std::string> names_{"localhost", "127.0.0.1"};
  std::vector<ip_address> addresses_;
};

} // namespace docker_monitor::http
