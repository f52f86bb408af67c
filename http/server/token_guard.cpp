#include "http/server/token_guard.hpp"

#include "http/message/ascii.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace {

/// Compares in constant time. The length of a token is not secret.
bool is_same(std::string_view ours, std::string_view theirs) {
  if (ours.size() != theirs.size())
    return false;
  unsigned difference = 0;
  for (std::size_t i = 0; i < ours.size(); ++i)
    difference |= static_cast<unsigned char>(ours[i]) ^ static_cast<unsigned char>(theirs[i]);
  return difference == 0;
}

bool is_token(std::string_view text) {
  const auto body = text.substr(0, text.find('='));
  constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/";
  return !body.empty() && body.find_first_not_of(allowed) == std::string_view::npos
         && text.find_first_not_of('=', body.size()) == std::string_view::npos;
}

} // namespace

token_guard::access token_guard::check(std::string_view authorization) const {
  if (tokens_.empty())
    return access::welcome;
  const auto scheme = authorization.substr(0, authorization.find(' '));
  if (!equals_ignoring_case(scheme, "Bearer"))
    return access::none;
  const auto theirs = trim(authorization.substr(scheme.size()));
  bool known = false;
  for (const auto& ours : tokens_)
    known = is_same(ours, theirs) || known;
  return known ? access::welcome : access::wrong;
}

model::expected<std::vector<std::string>> parse_tokens(std::string_view text) {
  std::vector<std::string> tokens;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, end);
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    line = trim(line);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#')
      continue;
    if (!is_token(line))
      return model::failure{
          model::failure_code::bad_option,
          "line " + std::to_string(number)
              + " is no token; it may have letters, digits and -._~+/, no spaces"};
    tokens.emplace_back(line);
  }
  if (tokens.empty())
    return model::failure{
        model::failure_code::bad_option,
        "there is no token in it; write one, such as that of: openssl rand -hex 32"};
  return tokens;
}

model::expected<std::vector<std::string>> read_tokens(
    const std::string& path,
    const std::function<model::expected<std::string>(const std::string& path)>& read) {
  if (path.empty())
    return std::vector<std::string>{};
  const auto text = read(path);
  auto tokens = text ? parse_tokens(*text) : text.error();
  if (!tokens)
    return model::failure{
        model::failure_code::bad_option, "--token-file " + path + ": " + tokens.error().message};
  return tokens;
}

} // namespace docker_monitor::http
