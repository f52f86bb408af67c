#pragma once

#include "engine/api/json_fields.hpp"
#include "model/container/container_configuration.hpp"

namespace docker_monitor::engine {

/// Reads from an inspection (`GET /containers/{id}/json`) how the container is set up. What is not
/// there or of a wrong type is left out.
model::container_configuration parse_configuration(const object& inspection);

} // namespace docker_monitor::engine
