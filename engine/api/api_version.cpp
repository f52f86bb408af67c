#include "engine/api/api_version.hpp"

#include <algorithm>
#include <charconv>

namespace docker_monitor::engine {

namespace {

model::failure refused(const version_answer& engine, std::string_view why) {
  std::string message = engine.name + " " + engine.version + " ";
  message += why;
  return {model::failure_code::version_refused, std::move(message)};
}

} // namespace

std::string api_version::text() const {
  return std::to_string(major) + "." + std::to_string(minor);
}

std::optional<api_version> parse_api_version(std::string_view text) {
  api_version version;
  const auto* end = text.data() + text.size();
  const auto [dot, major_error] = std::from_chars(text.data(), end, version.major);
  if (major_error != std::errc{} || dot == end || *dot != '.')
    return std::nullopt;
  const auto [rest, minor_error] = std::from_chars(dot + 1, end, version.minor);
  if (minor_error != std::errc{} || rest != end)
    return std::nullopt;
  return version;
}

model::expected<api_version> agree(const version_answer& engine) {
  const auto theirs = parse_api_version(engine.api_version);
  if (!theirs)
    return refused(engine, "names the API version \"" + engine.api_version + "\", which is none");
  if (*theirs < oldest_api)
    return refused(
        engine, "speaks API " + theirs->text() + ", we need " + oldest_api.text()
                    + " or newer; update the engine");
  const auto least = parse_api_version(engine.min_api_version);
  if (least && *least > newest_api)
    return refused(
        engine, "refuses API versions below " + least->text() + ", we speak up to "
                    + newest_api.text()
                    + "; update docker-monitor or lower DOCKER_MIN_API_VERSION of "
                      "the engine");
  return std::min(*theirs, newest_api);
}

} // namespace docker_monitor::engine
