#pragma once

#include "engine/api/engine_json.hpp"
#include "model/failure.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace docker_monitor::engine {

/// A Docker API version, such as 1.41.
struct api_version {
  unsigned major = 0;
  unsigned minor = 0;

  auto operator<=>(const api_version&) const = default;

  /// Returns the version as text, such as `1.41`.
  [[nodiscard]] std::string text() const;
};

/// The oldest version whose answers are read (Docker 1.12) and the newest that is tested (Docker
/// 28.5).
inline constexpr api_version oldest_api{1, 24};
inline constexpr api_version newest_api{1, 51};

/// Reads `1.41`. Returns none for any other form.
std::optional<api_version> parse_api_version(std::string_view text);

/// Returns the newest version that both sides know. Fails with `version_refused`, whose message has
/// a hint, where there is none.
model::expected<api_version> agree(const version_answer& engine);

} // namespace docker_monitor::engine
