#include "sinks/url_parts.hpp"

#include "net/address.hpp"
#include "sinks/digest.hpp"

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

} // namespace

std::string take_address(
    const boost::urls::url_view& url, std::uint16_t default_port, std::string& host,
    std::uint16_t& port) {
  host = url.host_address();
  if (host.empty())
    return "names no host, as in " + std::string{url.scheme()}
           + "://host:" + std::to_string(default_port) + "/";
  port = default_port;
  const auto path = url.encoded_path();
  const bool odd = !path.empty() && path.front() != '/'; // Boost takes a port of 99999 for a path
  if (url.has_port() && !url.port().empty()) {
    const auto number = net::parse_port({url.port().data(), url.port().size()});
    if (!number || odd)
      return "the port is not a number from 1 to 65535";
    port = *number;
  } else if (odd) {
    return "the port is not a number from 1 to 65535";
  }
  return {};
}

std::string take_authorization(
    const boost::urls::url_view& url, const std::optional<std::string>& token, http_options& http) {
  if (token && url.has_userinfo())
    return "has a user and names a file with a token; leave one out";
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
