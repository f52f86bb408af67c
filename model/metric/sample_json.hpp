#pragma once

#include "model/metric/sample.hpp"

#include <nlohmann/json_fwd.hpp>

namespace docker_monitor::model {

/// Returns a sample as in recordings: its members by their names. Clocks are left out; the values
/// computed with them are included.
nlohmann::ordered_json sample_to_json(const sample& sample);

/// Reads the form of `sample_to_json`; members may be missing. Throws the library's exceptions.
sample sample_from_json(const nlohmann::ordered_json& object);

} // namespace docker_monitor::model
