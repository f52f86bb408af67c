#pragma once

#include "http/api/endpoint.hpp"

namespace docker_monitor::http {

/// `GET /healthz`: 200 while we answer at all, whatever the engine does.
response healthz(const question& question);

/// `GET /readyz`: 200 if the engine is connected and the first list of containers is in, else 503
/// with the reason.
response readyz(const question& question);

} // namespace docker_monitor::http
