#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/snapshot.hpp"

#include <chrono>

namespace docker_monitor::http {

/// Answers a GET (or HEAD: the session leaves the body out) from the snapshot alone. Runs on the
/// HTTP thread; must not block or throw.
using endpoint = response (*)(
    const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now);

/// The endpoint a path leads to; null for an unknown route. Paths match whole, a trailing slash is
/// another path.
endpoint find_route(const std::vector<std::string>& path);

} // namespace docker_monitor::http
