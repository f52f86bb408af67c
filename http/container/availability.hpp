#pragma once

#include "model/container/snapshot.hpp"

#include <chrono>
#include <string_view>

namespace docker_monitor::http {

/// How long v1.0 serves the last values after the last contact with the engine. The watchdog pings
/// the engine every ten seconds.
inline constexpr std::chrono::seconds show_limit{30};

/// Returns the time until which v1.0 may show the snapshot: `show_limit` after the last contact, a
/// time long ago without any contact.
std::chrono::steady_clock::time_point shown_until(const model::engine_status& engine);

/// Returns the sentence for a client why there are no values, with a hint.
std::string_view
why_unavailable(const model::engine_status& engine, std::chrono::steady_clock::time_point now);

} // namespace docker_monitor::http
