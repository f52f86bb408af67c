#include "engine/api/endpoint.hpp"

#include <charconv>

namespace docker_monitor::engine {

namespace {

/// The URL as a message may show it: without a user and a password.
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

bool is_port(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0 && value < 65536;
}

} // namespace

std::string endpoint::url() const {
  if (transport == kind::unix_socket)
    return "unix://" + path;
  const bool v6 = host.find(':') != std::string::npos;
  return "tcp://" + (v6 ? "[" + host + "]" : host) + ":" + port;
}

model::expected<endpoint> parse_endpoint(std::string_view url, const tls_settings& tls) {
  constexpr std::string_view unix_scheme = "unix://";
  constexpr std::string_view tcp_scheme = "tcp://";
  endpoint result;
  if (url.starts_with(unix_scheme)) {
    result.path = url.substr(unix_scheme.size());
    constexpr std::size_t longest = 107; // sun_path less its zero byte
    if (result.path.empty() || result.path.front() != '/')
      return bad(url, "the path of a unix socket must begin with /");
    if (result.path.size() > longest)
      return bad(url, "the path of a unix socket has at most 107 characters");
    return result;
  }
  if (url.starts_with("ssh://"))
    return bad(
        url, "ssh is not spoken; forward the socket (ssh -L /tmp/docker.sock:/var/run/docker.sock "
             "HOST) and use unix:///tmp/docker.sock");
  if (url.starts_with('/'))
    return bad(url, "a unix socket is written unix://" + without_login(url));
  if (url.find("://") == std::string_view::npos && url.find(':') != std::string_view::npos)
    return bad(url, "it has no scheme; use tcp://" + without_login(url));
  if (!url.starts_with(tcp_scheme))
    return bad(url, "expected unix:///path or tcp://host:port");
  auto rest = url.substr(tcp_scheme.size());
  while (!rest.empty() && rest.back() == '/')
    rest.remove_suffix(1);
  if (rest.find('@') != std::string_view::npos)
    return bad(url, "the engine takes no user and password; use a client certificate");
  const bool with_tls = tls.enabled || tls.verify;
  result.transport = with_tls ? endpoint::kind::tls : endpoint::kind::tcp;
  result.verify_peer = tls.verify;
  result.cert_path = tls.cert_path;
  std::string_view port = with_tls ? "2376" : "2375";
  if (rest.starts_with('[')) {
    const auto close = rest.find(']');
    if (close == std::string_view::npos)
      return bad(url, "the ] of the IPv6 address is missing");
    result.host = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (rest.starts_with(':'))
      port = rest.substr(1);
    else if (!rest.empty())
      return bad(url, "expected :port after the address");
  } else {
    const auto colon = rest.rfind(':');
    result.host = rest.substr(0, colon);
    if (colon != std::string_view::npos)
      port = rest.substr(colon + 1);
  }
  if (result.host.empty() || result.host.find_first_of("/?#@") != std::string::npos)
    return bad(url, "expected tcp://host:port");
  if (!is_port(port))
    return bad(url, "the port must be a number from 1 to 65535");
  result.port = port;
  return result;
}

} // namespace docker_monitor::engine
