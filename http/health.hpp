#pragma once

#include "http/request.hpp"
#include "http/response.hpp"
#include "model/snapshot.hpp"

#include <chrono>

namespace docker_monitor::http {

/// `GET /healthz`: 200 while we answer at all, whatever the engine does.
response healthz(
    const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now);

/// `GET /readyz`: 200 if the engine is connected and the first list of containers is in, else 503
/// with the reason.
response readyz(
    const model::snapshot_ptr& snapshot, const request& request,
    std::chrono::steady_clock::time_point now);

} // namespace docker_monitor::http
