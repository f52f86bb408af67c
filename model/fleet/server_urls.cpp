#include "model/fleet/server_urls.hpp"

#include <algorithm>

namespace docker_monitor::model {

namespace {

constexpr std::string_view scheme_mark = "://";

/// Returns the parts between the commas, without spaces around them and without empty ones.
std::vector<std::string_view> addresses_in(std::string_view list) {
  constexpr std::string_view spaces = " \t";
  std::vector<std::string_view> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto part = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    part.remove_prefix(std::min(part.find_first_not_of(spaces), part.size()));
    if (!part.empty())
      parts.push_back(part.substr(0, part.find_last_not_of(spaces) + 1));
  }
  return parts;
}

} // namespace

std::vector<std::string> server_urls(std::string_view list) {
  std::vector<std::string> urls;
  for (const auto address : addresses_in(list)) {
    const bool is_url = address.find(scheme_mark) != std::string_view::npos;
    urls.push_back((is_url ? "" : "tls://") + std::string{address});
  }
  return urls;
}

std::optional<std::string> invalid_server_url(std::string_view list) {
  const auto addresses = addresses_in(list);
  if (addresses.empty())
    return std::string{list};
  const auto found = std::ranges::find_if(addresses, [](std::string_view address) {
    return !address.starts_with("tls://") && !address.starts_with("nats://");
  });
  return found == addresses.end() ? std::nullopt : std::optional{std::string{*found}};
}

} // namespace docker_monitor::model
