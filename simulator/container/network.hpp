#pragma once

#include "simulator/container/simulated_container.hpp"
#include "simulator/container/simulation_options.hpp"

#include <string>

namespace docker_monitor::simulator {

/// Returns the name of the container's network in the engine's lists.
std::string network_name(const simulation_options& options, const simulated_container& container);

/// Returns true where the container has interfaces of its own.
bool has_own_network(const simulated_container& container);

/// Appends `"bridge":{…}`, one entry of `NetworkSettings.Networks`. Addresses are empty while the
/// container has no processes.
void put_network(
    std::string& out, const simulation_options& options, const simulated_container& container);

} // namespace docker_monitor::simulator
