#include "terminal/client/address.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::terminal {

namespace {

using kind = net::address::kind;

model::failure bad(std::string_view url, std::string_view why) {
  return {
      model::failure_code::bad_option,
      std::string{"--url \""}.append(url).append("\": ").append(why)};
}

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Removes `prefix` from the front of `text`. Returns false where it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix))
    return false;
  text.remove_prefix(prefix.size());
  return true;
}

model::expected<address> parse_unix(std::string_view url, std::string_view path) {
  while (path.starts_with("//"))
    path.remove_prefix(1);
  if (!net::is_socket_path(path))
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
  return (endpoint.transport == kind::tls ? "https://" : "http://")
         + net::host_and_port(endpoint.host, endpoint.port) + prefix;
}

std::string address::host() const {
  return endpoint.transport == kind::unix_socket || is_loopback(endpoint.host) ? std::string{}
                                                                               : endpoint.host;
}

model::expected<address> parse_address(std::string_view url) {
  constexpr std::string_view forms = "expected http://host:port, https://host:port or unix:/path";
  const auto lowered = net::with_lower_scheme(url);
  std::string_view rest = lowered;
  if (take(rest, "unix:"))
    return parse_unix(url, rest);
  const bool tls = take(rest, "https://");
  if (!tls && !take(rest, "http://")
      && (rest.find("://") != std::string_view::npos || rest.find(':') == std::string_view::npos))
    return bad(url, forms);
  if (url.find_first_of("?# \t@") != std::string_view::npos)
    return bad(url, std::string{forms} + "; a token goes into --token-file");
  const auto slash = std::min(rest.find('/'), rest.size());
  auto at = net::parse_authority(rest.substr(0, slash), tls ? "443" : "80", forms);
  if (!at)
    return bad(url, at.error().message);
  if (tls)
    at->transport = kind::tls;
  address found{*std::move(at), std::string{rest.substr(slash)}};
  while (found.prefix.ends_with('/'))
    found.prefix.pop_back();
  return found;
}

address address_of(const http::listen_address& listens, bool tls) {
  return {http::reached_at(listens, tls)};
}

} // namespace docker_monitor::terminal
