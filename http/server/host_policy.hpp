#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace docker_monitor::http {

/// An IPv6 address, or an IPv4 address in its IPv6-mapped form.
using ip_address = std::array<std::uint8_t, 16>;

/// The host of `host[:port]` as a Host field or an authority has it, IPv6 literals without their
/// brackets. None for bad syntax and for user information.
std::optional<std::string_view> parse_host(std::string_view host_and_port);

/// The address an IP literal names; none for a name.
std::optional<ip_address> parse_ip(std::string_view text);

/// True for 127.0.0.0/8 and ::1.
bool is_loopback(const ip_address& ip);

/// Which hosts a request may be meant for. A web page that points its own name at our address (DNS
/// rebinding) is refused by it. The port does not matter; names are compared without case.
class host_policy {
 public:
  /// Loopback names and addresses only.
  host_policy() = default;

  /// Adds a name or an IP literal; `*` allows everything, `@local` every IP literal and every name
  /// without a dot: such as the name of a container, which no page of the Internet has.
  void allow(std::string_view name);

  /// Allows every IP literal: a rebinding page has a name.
  void allow_ip_literals() { any_ip_ = true; }

  /// Allows everything.
  void allow_any() { any_ = true; }

  /// `host` as `parse_host` returns it.
  [[nodiscard]] bool allows(std::string_view host) const;

 private:
  bool any_ = false;
  bool any_ip_ = false;
  bool any_single_label_ = false;
  std::vector<std::string> names_{"localhost", "127.0.0.1"};
  std::vector<ip_address> addresses_;
};

} // namespace docker_monitor::http
