#pragma once

#include "fleet/bus.hpp"

#include <memory>

namespace docker_monitor::fleet {

/// A bus of NATS, not open yet. Fails with `bad_option` where the settings make no sense.
model::expected<std::shared_ptr<bus>> make_nats_bus(bus_settings settings);

} // namespace docker_monitor::fleet
