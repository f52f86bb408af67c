#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace docker_monitor::simulator {

/// What a JSON value looks like without its values: one line per member with its kind of value. The
/// members of maps whose keys are data (labels, networks, …) go under one name.
std::string shape(const nlohmann::json& value);

/// What `tests/fixtures/RELEASE/answers.json` recorded from a real engine.
nlohmann::json recorded_answers(const std::string& release);

} // namespace docker_monitor::simulator
