#pragma once

#include "model/container/snapshot.hpp"

#include <chrono>
#include <string_view>

namespace docker_monitor::http {

/// How long v1.0 serves the last values after the engine was last heard of; a watchdog asks it
/// every ten seconds.
inline constexpr std::chrono::seconds show_limit{30};

/// Until when v1.0 may show what the snapshot holds: `show_limit` after the last contact, long ago
/// while there was none.
std::chrono::steady_clock::time_point shown_until(const model::engine_status& engine);

/// The sentence that tells a client why there is nothing to show, with what helps.
std::string_view
why_unavailable(const model::engine_status& engine, std::chrono::steady_clock::time_point now);

} // namespace docker_monitor::http
