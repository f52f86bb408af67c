#pragma once

#include "config/options.hpp"
#include "http/server/listen_address.hpp"
#include "model/failure.hpp"

#include <chrono>

namespace docker_monitor::app {

/// Asks the instance that listens on `address` for `/healthz`, within `deadline`. A wildcard
/// address is asked on loopback. Fails with why it is not healthy.
///
/// Where TLS is spoken, whoever answers is believed, as nothing is told to them but the certificate
/// that clients must have, if any: our own. Who refuses that, as it does not know of a renewal yet,
/// is alive.
model::expected<bool> check_health(
    const http::listen_address& address, const config::tls_files& tls,
    std::chrono::seconds deadline);

} // namespace docker_monitor::app
