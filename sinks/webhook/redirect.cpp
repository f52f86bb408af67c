#include "sinks/webhook/redirect.hpp"

#include "net/address.hpp"
#include "sinks/url_text.hpp"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <cctype>

namespace docker_monitor::sinks {

namespace {

constexpr std::size_t max_location = 2000;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](unsigned char c) { return c > ' ' && c < 0x7f; });
}

/// Returns the same server with another path.
http_options at_path(const http_options& from, std::string_view path) {
  auto to = from;
  to.target = path.substr(0, path.find('#'));
  return to;
}

std::optional<http_options> at_url(const http_options& from, std::string_view location) {
  const auto text = net::with_lower_scheme(location);
  const auto url = boost::urls::parse_uri(text);
  if (!url || url->has_userinfo())
    return std::nullopt;
  const bool tls = url->scheme() == "https";
  if (!tls && url->scheme() != "http")
    return std::nullopt;
  auto to = from;
  to.tls = tls;
  to.port = tls ? 443 : 80;
  if (url->has_port() && !url->port().empty()) {
    const auto port = net::parse_port({url->port().data(), url->port().size()});
    if (!port)
      return std::nullopt;
    to.port = *port;
  }
  const bool same_server = tls == from.tls && to.port == from.port;
  auto host = url->host_address();
  std::ranges::transform(host, host.begin(), [](unsigned char c) { return std::tolower(c); });
  if (host != from.host || (!same_server && !(tls && !from.tls)))
    return std::nullopt;
  to.target.assign(url->encoded_path().data(), url->encoded_path().size());
  if (to.target.empty())
    to.target = "/";
  if (to.target.front() != '/')
    return std::nullopt;
  if (const auto query = url->encoded_query(); !query.empty())
    to.target.append("?").append(query.data(), query.size());
  return to;
}

} // namespace

std::optional<http_options> follow_redirect(const http_options& from, std::string_view location) {
  if (location.empty() || location.size() > max_location || !is_plain(location))
    return std::nullopt;
  if (location.starts_with("//"))
    return at_url(from, (from.tls ? "https:" : "http:") + std::string{location});
  if (location.starts_with('/'))
    return at_path(from, location);
  if (location.substr(0, location.find_first_of("/?#")).find(':') != std::string_view::npos)
    return at_url(from, location);
  const auto path = from.target.substr(0, from.target.find('?'));
  return at_path(from, path.substr(0, path.rfind('/') + 1) + std::string{location});
}

std::string display_location(std::string_view given) {
  constexpr std::size_t longest = 200;
  std::string location{given.substr(0, longest)};
  std::ranges::replace_if(
      location, [](unsigned char c) { return c < ' ' || c >= 0x7f; }, ' ');
  constexpr std::string_view scheme = "http:";
  if (location.starts_with("//"))
    return without_secrets(std::string{scheme} + location).substr(scheme.size());
  if (location.find("://") != std::string::npos)
    return without_secrets(location);
  return first_segment(std::string_view{location}.substr(0, location.find_first_of("?#")));
}

} // namespace docker_monitor::sinks
