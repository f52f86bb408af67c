#pragma once

#include "fleet/bus.hpp"

#include <memory>

namespace docker_monitor::fleet {

/// Makes a bus over NATS, not open yet. Fails with `bad_option` for invalid settings.
model::expected<std::shared_ptr<bus>> make_nats_bus(bus_settings settings);

} // namespace docker_monitor::fleet
