#include "sinks/url_text.hpp"

#include "model/text.hpp"
#include "net/address.hpp"
#include "sinks/smtp/smtp_address.hpp"

#include <algorithm>
#include <cstddef>

namespace docker_monitor::sinks {

bool is_clean_text(std::string_view text) {
  return model::one_line(text) == text;
}

std::string without_secrets(std::string_view given) {
  const auto lower = net::with_lower_scheme(given);
  const std::string_view text = lower;
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos) {
    const auto at = text.rfind('@');
    return at == std::string_view::npos ? std::string{text.substr(0, text.find(':') + 1)}
                                        : "…@" + std::string{text.substr(at + 1)};
  }
  std::string shown{text.substr(0, scheme_end + 3)};
  auto rest = text.substr(scheme_end + 3);
  if (shown.starts_with("smtp"))
    rest = before_addresses(rest);
  if (const auto at = rest.rfind('@'); at != std::string_view::npos)
    rest = rest.substr(at + 1);
  const auto authority_end = std::min(rest.find_first_of("/?#"), rest.size());
  const auto authority = rest.substr(0, authority_end);
  const auto colon = authority.rfind(':');
  if (colon != std::string_view::npos && rest.front() != '['
      && !net::parse_port(authority.substr(colon + 1)))
    return shown.append(rest.substr(0, colon)).append(":…");
  if (shown.find("http") == std::string::npos)
    return shown.append(rest);
  const auto path = rest.substr(authority_end);
  return shown.append(authority).append(first_segment(path.substr(0, path.find_first_of("?#"))));
}

void append_parameter(std::string& query, const boost::urls::param_pct_view& parameter) {
  query.append(query.empty() ? "?" : "&").append(parameter.key.data(), parameter.key.size());
  if (parameter.has_value)
    query.append("=").append(parameter.value.data(), parameter.value.size());
}

std::string first_segment(std::string_view path) {
  constexpr std::size_t longest = 20;
  const auto end = path.find('/', 1);
  std::string shown{path.substr(0, end)};
  if (shown.size() > longest + (path.starts_with('/') ? 1 : 0))
    return path.starts_with('/') ? "/…" : "…";
  return end == std::string_view::npos ? shown : shown + "/…";
}

} // namespace docker_monitor::sinks
