#include "terminal/client/address.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

namespace docker_monitor::terminal {

namespace {

using kind = engine::endpoint::kind;

model::failure bad(std::string_view url, std::string_view why) {
  return {
      model::failure_code::bad_option,
      std::string{"--url \""}.append(url).append("\": ").append(why)};
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0;
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Takes `prefix` from the beginning of `text` where it is there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

model::expected<address> parse_unix(std::string_view url, std::string_view path) {
  constexpr std::size_t longest = 107; // sun_path less its zero byte
  while (path.starts_with("//"))
    path.remove_prefix(1);
  if (!path.starts_with('/') || path.size() > longest)
    return bad(url, "the path of a unix socket begins with / and has at most 107 characters");
  address found;
  found.endpoint.path = path;
  return found;
}

} // namespace

std::string address::url() const {
  switch (endpoint.transport) {
  case kind::unix_socket:
    return "unix:" + endpoint.path;
  case kind::tcp:
  case kind::tls:
    break;
  }
  const bool v6 = endpoint.host.find(':') != std::string::npos;
  return (endpoint.transport == kind::tls ? "https://" : "http://")
         + (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + endpoint.port + prefix;
}

std::string address::host() const {
  return endpoint.transport == kind::unix_socket || is_loopback(endpoint.host) ? std::string{}
                                                                               : endpoint.host;
}

model::expected<address> parse_address(std::string_view url) {
  constexpr std::string_view forms = "expected http://host:port, https://host:port or unix:/path";
  auto rest = url;
  if (take(rest, "unix:"))
    return parse_unix(url, rest);
  address found;
  found.endpoint.transport = kind::tcp;
  std::string_view port = "80";
  if (take(rest, "https://")) {
    found.endpoint.transport = kind::tls;
    found.endpoint.verify_peer = true;
    port = "443";
  } else if (
      !take(rest, "http://")
      && (rest.find("://") != std::string_view::npos || rest.find(':') == std::string_view::npos)) {
    return bad(url, forms);
  }
  const auto slash = rest.find('/');
  if (slash != std::string_view::npos) {
    found.prefix = rest.substr(slash);
    while (found.prefix.ends_with('/'))
      found.prefix.pop_back();
  }
  auto authority = rest.substr(0, slash);
  if (url.find_first_of("?# \t@") != std::string_view::npos)
    return bad(url, std::string{forms} + "; a token goes into --token-file");
  if (take(authority, "[")) {
    const auto close = authority.find(']');
    if (close == std::string_view::npos)
      return bad(url, "the ] of the IPv6 address is missing");
    found.endpoint.host = authority.substr(0, close);
    authority.remove_prefix(close + 1);
    if (!authority.empty() && !take(authority, ":"))
      return bad(url, "expected :port after the address");
    if (!authority.empty())
      port = authority;
  } else {
    const auto colon = authority.rfind(':');
    found.endpoint.host = authority.substr(0, colon);
    if (colon != std::string_view::npos)
      port = authority.substr(colon + 1);
  }
  if (found.endpoint.host.empty())
    return bad(url, forms);
  if (!is_port(port))
    return bad(url, "the port must be a number from 1 to 65535");
  found.endpoint.port = port;
  return found;
}

address address_of(const http::listen_address& listens, bool tls) {
  address found;
  if (!listens.unix_path.empty()) {
    found.endpoint.path = listens.unix_path;
    return found;
  }
  const auto& host = listens.host;
  const bool wildcard = host.empty() || host == "0.0.0.0" || host == "*";
  found.endpoint.transport = tls ? kind::tls : kind::tcp;
  found.endpoint.verify_peer = tls;
  found.endpoint.host = wildcard ? "127.0.0.1" : host == "::" ? "::1" : host;
  found.endpoint.port = std::to_string(listens.port);
  return found;
}

} // namespace docker_monitor::terminal
