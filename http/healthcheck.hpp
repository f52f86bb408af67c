#pragma once

#include "http/listen_address.hpp"
#include "model/failure.hpp"

#include <chrono>

namespace docker_monitor::http {

/// Asks the instance that listens on `address` for `/healthz`, within `deadline`. A wildcard
/// address is asked on loopback. Fails with why it is not healthy.
model::expected<bool> check_health(const listen_address& address, std::chrono::seconds deadline);

} // namespace docker_monitor::http
