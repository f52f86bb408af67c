#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace docker_monitor::sinks {

/// How the connection to a mail server is protected.
enum class smtp_security : std::uint8_t {
  starttls, ///< by TLS after the plain greeting (RFC 3207), or not used
  tls,      ///< by TLS from the first byte (RFC 8314)
  none,     ///< not at all: a server on this machine
};

/// A mail server, and who gets the mails.
struct smtp_options {
  smtp_security security = smtp_security::starttls;
  std::string host{}; ///< a name or an address, IPv6 without brackets
  std::uint16_t port = 587;
  std::string user{}; ///< empty: no login
  std::string password{};
  std::string from{};            ///< satisfies `is_mail_address`
  std::vector<std::string> to{}; ///< satisfy `is_mail_address`; at least one
};

} // namespace docker_monitor::sinks
