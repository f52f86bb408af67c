#include "net/address.hpp"

#include "model/whole_number.hpp"

#include <algorithm>
#include <array>

#include <arpa/inet.h>

namespace docker_monitor::net {

namespace {

model::failure no_address(std::string_view why) {
  return {model::failure_code::bad_option, std::string{why}};
}

} // namespace

std::optional<std::uint16_t> parse_port(std::string_view text) {
  const auto port = model::whole_number<std::uint16_t>(text);
  return port == 0 ? std::nullopt : port;
}

bool is_ip_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  return ::inet_pton(AF_INET, host.c_str(), bytes.data()) == 1
         || ::inet_pton(AF_INET6, host.c_str(), bytes.data()) == 1;
}

bool is_socket_path(std::string_view path) {
  constexpr std::size_t max_length = 107; // the size of sun_path less its zero byte
  return path.starts_with('/') && path.size() <= max_length;
}

std::string with_lower_scheme(std::string_view url) {
  std::string text{url};
  const auto scheme = url.substr(0, url.find(':'));
  if (scheme.size() < url.size())
    std::ranges::transform(scheme, text.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
  return text;
}

std::string host_and_port(std::string_view host, std::string_view port) {
  const bool v6 = host.find(':') != std::string_view::npos;
  std::string text{v6 ? "[" : ""};
  return text.append(host).append(v6 ? "]:" : ":").append(port);
}

std::string host_and_port(std::string_view host, std::uint16_t port) {
  return host_and_port(host, std::to_string(port));
}

model::expected<address>
parse_authority(std::string_view text, std::string_view default_port, std::string_view form) {
  address found;
  found.transport = address::kind::tcp;
  auto port = default_port;
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos)
      return no_address("the ] of the IPv6 address is missing");
    found.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    if (text.starts_with(':'))
      port = text.substr(1);
    else if (!text.empty())
      return no_address("expected :port after the address");
  } else {
    const auto colon = text.rfind(':');
    found.host = text.substr(0, colon);
    if (colon != std::string_view::npos)
      port = text.substr(colon + 1);
  }
  const auto is_of_no_host = [](unsigned char c) {
    return c <= ' ' || c == 0x7f || std::string_view{"/?#@"}.find(static_cast<char>(c)) < 4;
  };
  if (found.host.empty() || std::ranges::any_of(found.host, is_of_no_host))
    return no_address(form);
  if (!parse_port(port))
    return no_address("the port must be a number from 1 to 65535");
  found.port = port;
  return found;
}

} // namespace docker_monitor::net
