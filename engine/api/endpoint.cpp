#include "engine/api/endpoint.hpp"

#include <utility>

namespace docker_monitor::engine {

namespace {

/// Returns the URL for a message, without user and password.
std::string without_login(std::string_view url) {
  const auto scheme = url.find("://");
  const auto begin = scheme == std::string_view::npos ? 0 : scheme + 3;
  const auto end = url.rfind('@');
  if (end == std::string_view::npos || end < begin)
    return std::string{url};
  return std::string{url.substr(0, begin)} + "…" + std::string{url.substr(end)};
}

model::failure bad(std::string_view url, std::string_view why) {
  std::string message = "docker host \"";
  message += without_login(url);
  message += "\": ";
  message += why;
  return {model::failure_code::bad_option, std::move(message)};
}

} // namespace

std::string endpoint::url() const {
  if (transport == kind::unix_socket)
    return "unix://" + path;
  return "tcp://" + net::host_and_port(host, port);
}

model::expected<endpoint> parse_endpoint(std::string_view given, const tls_settings& tls) {
  const auto lowered = net::with_lower_scheme(given);
  const std::string_view url = lowered;
  constexpr std::string_view unix_scheme = "unix://";
  constexpr std::string_view tcp_scheme = "tcp://";
  endpoint result;
  if (url.starts_with(unix_scheme)) {
    result.path = url.substr(unix_scheme.size());
    if (!result.path.starts_with('/'))
      return bad(url, "the path of a unix socket must begin with /");
    if (!net::is_socket_path(result.path))
      return bad(url, "the path of a unix socket has at most 107 characters");
    return result;
  }
  if (url.starts_with("ssh://"))
    return bad(
        url, "ssh is not spoken; forward the socket (ssh -L /tmp/docker.sock:/var/run/docker.sock "
             "HOST) and use unix:///tmp/docker.sock");
  if (url.starts_with('/'))
    return bad(url, "a unix socket is written unix://" + without_login(url));
  if (url.starts_with("unix:/"))
    return bad(
        url,
        "a unix socket is written unix://" + without_login(url.substr(unix_scheme.size() - 2)));
  if (url.starts_with("npipe:"))
    return bad(
        url, "named pipes of Windows are not supported; let the engine listen on TCP and use "
             "tcp://host:port");
  if (const auto colon = given.rfind(':'); given.find("://") == std::string_view::npos
                                           && colon != std::string_view::npos
                                           && net::parse_port(given.substr(colon + 1)))
    return bad(given, "it has no scheme; use tcp://" + without_login(given));
  if (!url.starts_with(tcp_scheme))
    return bad(url, "expected unix:///path or tcp://host:port");
  auto rest = url.substr(tcp_scheme.size());
  while (!rest.empty() && rest.back() == '/')
    rest.remove_suffix(1);
  if (rest.find('@') != std::string_view::npos)
    return bad(url, "the engine takes no user and password; use a client certificate");
  if (const auto host = rest.substr(0, rest.find_first_of("/?#"));
      !host.empty() && host.size() < rest.size())
    return bad(url, "the engine takes no path; use tcp://" + std::string{host});
  const bool with_tls = tls.enabled || tls.verify;
  auto at = net::parse_authority(rest, with_tls ? "2376" : "2375", "expected tcp://host:port");
  if (!at)
    return bad(url, at.error().message);
  static_cast<net::address&>(result) = *std::move(at);
  if (with_tls)
    result.transport = endpoint::kind::tls;
  result.verify_peer = tls.verify;
  result.cert_path = tls.cert_path;
  return result;
}

} // namespace docker_monitor::engine
