#include "http/message/request.hpp"

#include "http/message/ascii.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace {

constexpr rejection too_long{414, "request target longer than 2048 bytes"};
constexpr rejection bad_target{400, "malformed request target"};

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Returns true for a byte that may occur unescaped in a target. A fragment is never sent, some
/// software treats a raw backslash as a slash, and bytes outside ASCII must be escaped.
bool is_target_byte(char c) {
  return c > 0x20 && c < 0x7f && c != '#' && c != '\\';
}

/// Decodes `text` once. Returns false for an invalid escape or a control byte, and in a path for an
/// escaped separator.
bool decode(std::string_view text, bool in_path, std::string& into) {
  into.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      into += text[i];
      continue;
    }
    if (i + 2 >= text.size())
      return false;
    const int high = hex_digit(text[i + 1]);
    const int low = hex_digit(text[i + 2]);
    if (high < 0 || low < 0)
      return false;
    const char c = static_cast<char>(high * 16 + low);
    if (is_control(c) || (in_path && (c == '/' || c == '\\')))
      return false;
    into += c;
    i += 2;
  }
  return true;
}

bool parse_path(std::string_view path, std::vector<std::string>& into) {
  into.clear();
  while (!path.empty()) {
    path.remove_prefix(1); // the slash before the segment
    const auto segment = path.substr(0, path.find('/'));
    auto& decoded = into.emplace_back();
    if (!decode(segment, true, decoded) || decoded == "." || decoded == "..")
      return false;
    path.remove_prefix(segment.size());
  }
  return true;
}

bool parse_query(std::string_view query, std::vector<std::pair<std::string, std::string>>& into) {
  into.clear();
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(pair.size() + 1, query.size()));
    if (pair.empty())
      continue;
    const auto name = pair.substr(0, pair.find('='));
    const auto value = pair.substr(std::min(name.size() + 1, pair.size()));
    auto& [decoded_name, decoded_value] = into.emplace_back();
    if (!decode(name, false, decoded_name) || !decode(value, false, decoded_value))
      return false;
  }
  return true;
}

/// Returns the scheme and `//` of an absolute target; empty for other targets.
std::string_view scheme_prefix(std::string_view target) {
  for (const std::string_view prefix : {"http://", "https://"})
    if (equals_ignoring_case(target.substr(0, prefix.size()), prefix))
      return prefix;
  return {};
}

} // namespace

const std::string* request::query_value(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &std::pair<std::string, std::string>::first);
  return found == query.end() ? nullptr : &found->second;
}

std::optional<rejection> parse_target(std::string_view target, request& into) {
  if (target.size() > max_target_bytes)
    return too_long;
  if (!std::ranges::all_of(target, is_target_byte))
    return bad_target;
  into.authority.clear();
  if (!target.starts_with('/')) {
    const auto prefix = scheme_prefix(target);
    if (prefix.empty())
      return bad_target;
    target.remove_prefix(prefix.size());
    into.authority = target.substr(0, target.find_first_of("/?"));
    if (into.authority.empty())
      return bad_target;
    target.remove_prefix(into.authority.size());
  }
  auto path = target.substr(0, target.find('?'));
  const auto query = target.substr(std::min(path.size() + 1, target.size()));
  if (path.empty())
    path = "/";
  if (!parse_path(path, into.path) || !parse_query(query, into.query))
    return bad_target;
  return std::nullopt;
}

} // namespace docker_monitor::http
