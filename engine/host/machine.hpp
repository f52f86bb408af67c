#pragma once

#include <string>

namespace docker_monitor::engine {

/// Names this boot of the machine (random(4)); empty where that can't be read.
std::string boot_id();

/// The machine's name, as alarms without a container have it; `-` where it has none.
std::string host_name();

/// Allows this process as many descriptors as it may have: connections and the engine's calls are
/// bounded elsewhere. Where that is refused, the lower limit is lived with.
void raise_descriptor_limit();

} // namespace docker_monitor::engine
