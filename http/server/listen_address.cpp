#include "http/server/listen_address.hpp"

#include "model/whole_number.hpp"

#include <boost/asio/ip/address.hpp>

namespace docker_monitor::http {

namespace {

constexpr std::string_view unix_scheme = "unix:";

model::failure bad_address(std::string_view text, std::string_view why) {
  return {
      model::failure_code::bad_option,
      "cannot listen on \"" + std::string(text) + "\": " + std::string(why)};
}

/// Returns what a text lacks to be an address and a port, and the correct form.
std::string remedy(std::string_view text) {
  const std::string given{text};
  const auto is_port = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (text.starts_with('/'))
    return "a unix socket is written unix:" + given;
  const auto port = text.starts_with(':') ? text.substr(1) : text;
  if (is_port(port))
    return "it has no address; use 127.0.0.1:" + std::string{port}
           + ", or 0.0.0.0:" + std::string{port} + " for every address";
  if (!text.empty() && text.find(':') == std::string_view::npos)
    return "it has no port; use " + given + ":5000";
  return "write ADDR:PORT such as 127.0.0.1:5000, or unix:/path";
}

model::expected<listen_address> parse_unix(std::string_view text) {
  auto path = text.substr(unix_scheme.size());
  while (path.starts_with("//")) // other programs write unix:///run/x.sock
    path.remove_prefix(1);
  if (path.size() < 2 || path[0] != '/')
    return bad_address(text, "a unix socket is written unix:/absolute/path");
  if (!net::is_socket_path(path))
    return bad_address(text, "a unix socket's path has at most 107 bytes; choose a shorter one");
  return listen_address{.unix_path = std::string(path)};
}

} // namespace

model::expected<listen_address> parse_listen_address(std::string_view text) {
  if (net::with_lower_scheme(text).starts_with(unix_scheme))
    return parse_unix(text);
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0)
    return bad_address(text, remedy(text));
  if (text.find("://") != std::string_view::npos)
    return bad_address(text, "leave out the scheme, write ADDR:PORT such as 127.0.0.1:5000");
  auto host = text.substr(0, colon);
  const auto digits = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2)
    host = host.substr(1, host.size() - 2);
  else if (host.find_first_of(":[]") != std::string_view::npos)
    return bad_address(text, "write an IPv6 address in brackets, such as [::1]:5000");
  const auto port = model::whole_number<std::uint16_t>(digits);
  if (!port)
    return bad_address(text, "the port is a number from 0 to 65535");
  return listen_address{.host = std::string(host), .port = *port};
}

bool is_reachable_from_afar(const listen_address& address) {
  if (!address.unix_path.empty() || address.host == "localhost")
    return false;
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(address.host, error);
  return error || !ip.is_loopback();
}

net::address reached_at(const listen_address& address, bool tls) {
  net::address found;
  if (!address.unix_path.empty()) {
    found.path = address.unix_path;
    return found;
  }
  const auto& host = address.host;
  const bool wildcard = host.empty() || host == "0.0.0.0" || host == "*";
  found.transport = tls ? net::address::kind::tls : net::address::kind::tcp;
  found.host = wildcard ? "127.0.0.1" : host == "::" ? "::1" : host;
  found.port = std::to_string(address.port);
  return found;
}

std::string to_string(const listen_address& address) {
  if (!address.unix_path.empty())
    return std::string(unix_scheme) + address.unix_path;
  return net::host_and_port(address.host, address.port);
}

} // namespace docker_monitor::http
