#pragma once

#include "config/options.hpp"
#include "http/server/listen_address.hpp"
#include "model/failure.hpp"

#include <chrono>

namespace docker_monitor::app {

/// Queries `/healthz` of the instance that listens on `address`, within `deadline`; for a wildcard
/// address on loopback. Fails with the reason why the instance is not healthy.
///
/// With TLS, any server certificate is accepted, since the request contains nothing secret. The
/// instance's own certificate is sent if clients must have one. An instance that refuses it,
/// because it does not know of a renewal yet, is alive.
model::expected<bool> check_health(
    const http::listen_address& address, const config::tls_files& tls,
    std::chrono::seconds deadline);

} // namespace docker_monitor::app
