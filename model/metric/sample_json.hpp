#pragma once

#include "model/metric/sample.hpp"

#include <nlohmann/json_fwd.hpp>

namespace docker_monitor::model {

/// A sample as recordings have it: its members by their names. Clocks are left out; what was
/// computed with them is there.
nlohmann::ordered_json sample_to_json(const sample& sample);

/// Reads what `sample_to_json` wrote; members may be missing. Throws what the library throws.
sample sample_from_json(const nlohmann::ordered_json& object);

} // namespace docker_monitor::model
