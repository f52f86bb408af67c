#pragma once

#include "http/api/route_handler.hpp"

namespace docker_monitor::http {

/// `GET /healthz`: 200 while the server answers, whatever the state of the engine.
response healthz(const query& query);

/// `GET /readyz`: 200 if the engine is connected and the first list of containers has arrived, else
/// 503 with the reason.
response readyz(const query& query);

} // namespace docker_monitor::http
