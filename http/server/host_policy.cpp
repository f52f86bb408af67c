#include "http/server/host_policy.hpp"

#include "http/message/ascii.hpp"
#include "model/text.hpp"

#include <algorithm>
#include <cstring>

#include <arpa/inet.h>

namespace docker_monitor::http {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_hex_digit(char c) {
  return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f');
}

/// Returns true for a byte of a registered name (RFC 3986, 3.2.2).
bool is_name_byte(char c) {
  return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'z')
         || (c != '\0' && std::strchr("-._~!$&'()*+,;=%", c));
}

/// Returns an IPv6 literal without its brackets, and any other text as it is.
std::string_view without_brackets(std::string_view name) {
  const bool is_literal = name.size() > 2 && name.starts_with('[') && name.ends_with(']');
  return is_literal ? name.substr(1, name.size() - 2) : name;
}

/// Returns true for an empty text, or a colon and digits.
bool is_port_part(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::ranges::all_of(text.substr(1), is_digit));
}

} // namespace

std::optional<std::string_view> parse_host(std::string_view host_and_port) {
  if (host_and_port.starts_with('[')) {
    const auto end = host_and_port.find(']');
    if (end == std::string_view::npos)
      return std::nullopt;
    const auto host = host_and_port.substr(1, end - 1);
    const auto is_ip_byte = [](char c) { return is_hex_digit(c) || c == ':' || c == '.'; };
    if (host.empty() || !std::ranges::all_of(host, is_ip_byte)
        || !is_port_part(host_and_port.substr(end + 1)))
      return std::nullopt;
    return host;
  }
  const auto host = host_and_port.substr(0, host_and_port.find(':'));
  if (host.empty() || !std::ranges::all_of(host, is_name_byte)
      || !is_port_part(host_and_port.substr(host.size())))
    return std::nullopt;
  return host;
}

std::optional<ip_address> parse_ip(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> terminated{};
  if (text.size() >= terminated.size())
    return std::nullopt;
  std::ranges::copy(text, terminated.begin());
  ip_address ip{};
  if (inet_pton(AF_INET6, terminated.data(), ip.data()) == 1)
    return ip;
  ip = {};
  ip[10] = ip[11] = 0xff;
  if (inet_pton(AF_INET, terminated.data(), ip.data() + 12) == 1)
    return ip;
  return std::nullopt;
}

bool is_loopback(const ip_address& ip) {
  constexpr ip_address loopback_v6{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
  constexpr std::array<std::uint8_t, 13> loopback_v4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 127};
  return ip == loopback_v6 || std::equal(loopback_v4.begin(), loopback_v4.end(), ip.begin());
}

model::expected<std::string> check_allowed_host(std::string_view name) {
  const auto bad = [&](const std::string& why) {
    return model::failure{
        model::failure_code::bad_option, "--allow-host \"" + model::one_line(name) + "\": " + why};
  };
  if (name == "*" || name == "@local" || parse_ip(without_brackets(name)))
    return std::string{name};
  if (name.find("://") != std::string_view::npos)
    return bad("leave out the scheme and the path; write a host name");
  if (name.find(',') != std::string_view::npos)
    return bad("give the option once for each name");
  if (name.starts_with('@'))
    return bad("known words are @local and *");
  if (name.find('*') != std::string_view::npos)
    return bad("a part of a name cannot be *; give each name, or * for every name");
  if (std::ranges::any_of(name, [](unsigned char c) { return c > 0x7f; }))
    return bad("browsers send names in ASCII; write it in the form that begins with xn--");
  const auto host = parse_host(name);
  if (!host || *host == ".")
    return bad("it is no host name; write one such as monitor.example");
  if (host->size() < name.size())
    return bad(
        name.starts_with('[') ? "it is no IPv6 address and port; write an address such as ::1"
                              : "every port is allowed; write " + std::string{*host});
  return std::string{name};
}

void host_policy::allow_host(std::string_view name) {
  name = without_brackets(name);
  if (name.ends_with('.'))
    name.remove_suffix(1);
  if (name == "*")
    any_ = true;
  else if (name == "@local")
    any_ip_ = any_single_label_ = true;
  else if (const auto ip = parse_ip(name))
    addresses_.push_back(*ip);
  else if (!name.empty())
    names_.emplace_back(name);
}

bool host_policy::allows(std::string_view host) const {
  if (any_)
    return true;
  if (host.ends_with('.')) // a fully qualified name may end with the root
    host.remove_suffix(1);
  const auto is_host = [&](const std::string& name) { return equals_ignoring_case(name, host); };
  if (std::ranges::any_of(names_, is_host))
    return true;
  const auto ip = parse_ip(host);
  if (!ip && any_single_label_)
    return !host.empty() && host.find('.') == std::string_view::npos;
  return ip
         && (any_ip_ || is_loopback(*ip) || std::ranges::find(addresses_, *ip) != addresses_.end());
}

} // namespace docker_monitor::http
