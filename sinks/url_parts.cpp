#include "sinks/url_parts.hpp"

#include "net/address.hpp"
#include "sinks/digest.hpp"
#include "sinks/url_text.hpp"

#include <algorithm>
#include <cctype>
#include <utility>

namespace docker_monitor::sinks {

namespace {

bool is_header_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
}

constexpr std::string_view bad_port = "the port is not a number from 1 to 65535";

/// Returns the problem with what Boost.URL leaves of an authority. It ends one at the first
/// character that it does not expect, and takes the rest for a path: a port of 99999, or what
/// follows an IPv4 address.
std::string authority_problem(const boost::urls::url_view& url) {
  std::string_view text{url.data(), url.size()};
  text.remove_prefix(std::min(text.find("://") + 3, text.size()));
  text = text.substr(0, text.find_first_of("/?#"));
  text.remove_prefix(text.rfind('@') + 1);
  const auto host = url.encoded_host();
  text.remove_prefix(std::min(host.size(), text.size()));
  return std::string{
      text.starts_with(':') ? bad_port
                            : "the host begins with an IPv4 address and goes on after it"};
}

} // namespace

bool is_host(const std::string& text) {
  if (net::is_ip_address(text))
    return true;
  std::string_view name = text;
  if (name.ends_with('.')) // the root
    name.remove_suffix(1);
  const bool is_name = std::ranges::all_of(name, [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.');
  });
  if (name.empty() || !is_name || name.starts_with('.') || name.find("..") != name.npos)
    return false;
  const auto last = name.substr(name.rfind('.') + 1);
  return name.find('.') == name.npos
         || !std::ranges::all_of(last, [](unsigned char c) { return std::isdigit(c) != 0; });
}

std::string take_address(
    const boost::urls::url_view& url, std::uint16_t default_port, std::string& host,
    std::uint16_t& port) {
  host = url.host_address();
  if (host.empty())
    return "names no host, as in " + std::string{url.scheme()}
           + "://host:" + std::to_string(default_port) + "/";
  const auto path = url.encoded_path();
  if (!path.empty() && path.front() != '/')
    return authority_problem(url);
  if (!is_host(host))
    return "the host is neither an IP address nor a name of letters, digits, \"-\", \"_\" and "
           "\".\"";
  std::ranges::transform(host, host.begin(), [](unsigned char c) { return std::tolower(c); });
  port = default_port;
  if (url.has_port() && !url.port().empty()) {
    const auto number = net::parse_port({url.port().data(), url.port().size()});
    if (!number)
      return std::string{bad_port};
    port = *number;
  }
  return {};
}

std::string login_problem(const boost::urls::url_view& url) {
  if (url.has_userinfo() && !(is_clean_text(url.user()) && is_clean_text(url.password())))
    return "user and password can't have control characters";
  return {};
}

std::string take_authorization(
    const boost::urls::url_view& url, const std::optional<std::string>& token, http_options& http) {
  if (token && url.has_userinfo())
    return "has a user and names a file with a token; leave one out";
  if (auto problem = login_problem(url); !problem.empty())
    return problem;
  if (token)
    http.authorization = "Bearer " + *token;
  else if (url.has_userinfo())
    http.authorization = "Basic " + base64(url.user() + ":" + url.password());
  return {};
}

std::string add_header(http_options& http, const std::string& text) {
  const auto colon = text.find(':');
  auto name = text.substr(0, colon);
  auto content = colon == std::string::npos ? std::string{} : text.substr(colon + 1);
  content.erase(0, content.find_first_not_of(' '));
  if (!is_header_name(name) || !is_header_value(content))
    return "header is not of the form Name:value";
  std::string lower = name;
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const auto* ours : {"host", "connection", "content-length", "transfer-encoding"})
    if (lower == ours)
      return "the header " + name + " can't be set";
  http.headers.emplace_back(std::move(name), std::move(content));
  return {};
}

bool is_header_value(std::string_view text) {
  return !text.empty()
         && std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7f; });
}

std::string display_http(const http_options& http, std::string_view path, bool with_port) {
  std::string shown = http.tls ? "https://" : "http://";
  auto host = net::host_and_port(http.host, http.port);
  if (!with_port)
    host.erase(host.rfind(':'));
  return shown.append(host).append(path.empty() ? "/" : path);
}

} // namespace docker_monitor::sinks
