#include "http/message/accept.hpp"

#include "http/message/ascii.hpp"

#include <algorithm>

namespace docker_monitor::http {

namespace {

constexpr int full = 1000;

/// Returns the trimmed part before `separator`, and removes it and the separator from `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const auto part = text.substr(0, text.find(separator));
  text.remove_prefix(std::min(part.size() + 1, text.size()));
  return trim(part);
}

/// Reads `1`, `0.5`, `0.333` in thousandths; 0 for anything else.
int parse_weight(std::string_view text) {
  if (text.empty() || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.'))
    return 0;
  int weight = text[0] == '1' ? full : 0;
  int place = full / 10;
  for (const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (digit < '0' || digit > '9')
      return 0;
    weight += place * (digit - '0');
    place /= 10;
  }
  return std::min(weight, full);
}

int weight_of(std::string_view parameters) {
  while (!parameters.empty()) {
    auto parameter = take_until(parameters, ';');
    if (equals_ignoring_case(take_until(parameter, '='), "q"))
      return parse_weight(trim(parameter));
  }
  return full;
}

/// Returns how closely a range such as `text/*` matches: from 3, the type itself, to 0, no match.
int closeness(std::string_view range, std::string_view type) {
  if (equals_ignoring_case(range, type))
    return 3;
  const auto group = type.substr(0, type.find('/') + 1);
  if (range.ends_with("/*") && equals_ignoring_case(range.substr(0, range.size() - 1), group))
    return 2;
  return range == "*/*" ? 1 : 0;
}

} // namespace

int quality_of(std::string_view accept, std::string_view type) {
  int closest = 0;
  int quality = 0;
  while (!accept.empty()) {
    auto element = take_until(accept, ',');
    const auto fit = closeness(take_until(element, ';'), type);
    if (fit == 0 || fit < closest)
      continue;
    const auto weight = weight_of(element);
    quality = fit > closest ? weight : std::max(quality, weight);
    closest = fit;
  }
  return quality;
}

bool prefers_openmetrics(std::string_view accept) {
  constexpr std::string_view openmetrics = "application/openmetrics-text";
  if (accept.find(openmetrics) == std::string_view::npos)
    return false; // a client that matches it only by `*` also takes plain text
  const auto wanted = quality_of(accept, openmetrics);
  return wanted > 0 && wanted >= quality_of(accept, "text/plain");
}

bool prefers_csv(std::string_view accept) {
  return quality_of(accept, "text/csv") > quality_of(accept, "application/json");
}

} // namespace docker_monitor::http
