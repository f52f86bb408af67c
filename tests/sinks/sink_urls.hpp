#pragma once

#include "sinks/sink_url.hpp"

#include <caf/test/unit_test.hpp>

#include <string>
#include <string_view>

// URLs of sinks, as tests read them.

namespace docker_monitor::sinks::test::urls {

/// Files that hold what their names say.
inline model::expected<std::string> secret_of(const std::string& path) {
  if (path == "/none")
    return model::failure{model::failure_code::bad_option, path + ": it is not there"};
  if (path == "/url")
    return std::string{"https://chat/hooks/s3cret?mode=theirs"};
  return "content of " + path;
}

inline sink_url good(std::string_view text) {
  auto url = parse_sink_url(text, secret_of);
  if (!url)
    CAF_FAIL(url.error().message);
  return *url;
}

inline std::string problem(std::string_view text) {
  const auto url = parse_sink_url(text, secret_of);
  if (url)
    return "none";
  CAF_CHECK(url.error().code == model::failure_code::bad_option);
  return url.error().message;
}

inline bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace docker_monitor::sinks::test::urls
