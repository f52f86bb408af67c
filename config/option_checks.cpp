#include "config/option_checks.hpp"

#include "model/whole_number.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace docker_monitor::config {

namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_port(std::string_view text) {
  return model::whole_number<std::uint16_t>(text).value_or(0) > 0;
}

/// Returns true for a name, an IPv4 address or an IPv6 address in brackets.
bool is_host(std::string_view text) {
  const bool is_v6 = text.size() > 2 && text.starts_with('[') && text.ends_with(']');
  if (is_v6)
    text = text.substr(1, text.size() - 2);
  return !text.empty() && std::ranges::all_of(text, [&](char c) {
    const bool is_digit = c >= '0' && c <= '9';
    if (is_v6)
      return is_digit || (lower(c) >= 'a' && lower(c) <= 'f') || c == ':' || c == '.';
    return is_digit || (lower(c) >= 'a' && lower(c) <= 'z') || c == '-' || c == '.' || c == '_';
  });
}

/// Returns a URL for a message, without user and password.
std::string without_user(const std::string& url) {
  const auto end = url.rfind('@');
  if (end == std::string::npos)
    return url;
  const auto scheme = url.find("://");
  const auto begin = scheme < end ? scheme + 3 : 0;
  return url.substr(0, begin) + "…" + url.substr(end);
}

} // namespace

std::optional<std::string> host_name_problem(const std::string& name) {
  constexpr std::size_t longest = 253; // of a DNS name
  if (!name.empty() && name.size() <= longest && std::ranges::all_of(name, [](unsigned char c) {
        return c > ' ' && c < 0x7f && c != '/' && c != '+' && c != '#';
      }))
    return std::nullopt;
  return '"' + name
         + "\" is no host name: 1 to 253 printable ASCII characters without blank, /, + and #";
}

std::optional<std::string> external_url_problem(const std::string& url) {
  const auto middle = url.find("://");
  const auto begin = middle + 3;
  auto scheme = url.substr(0, middle);
  std::ranges::transform(scheme, scheme.begin(), lower);
  const bool has_scheme = middle != std::string::npos && (scheme == "http" || scheme == "https");
  if (!has_scheme || !std::ranges::all_of(url, [](unsigned char c) {
        return c > ' ' && c < 0x7f && c != '?' && c != '#' && c != '@' && c != '<' && c != '>'
               && c != '"' && c != '|';
      }))
    return '"' + without_user(url)
           + "\" is no address of a page, such as https://monitor.example/docker, without user, "
             "query and fragment";
  const auto authority = url.substr(begin, url.find('/', begin) - begin);
  const auto port = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  if (port != std::string::npos && !is_port(std::string_view{authority}.substr(port + 1)))
    return '"' + url + "\" has a port that is no number from 1 to 65535";
  if (!is_host(std::string_view{authority}.substr(0, port)))
    return '"' + url + "\" has no valid host name; write it as https://monitor.example/docker";
  return std::nullopt;
}

} // namespace docker_monitor::config
