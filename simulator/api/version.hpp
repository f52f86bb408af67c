#pragma once

#include "simulator/container/simulation_options.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// Returns 1045 for `1.45`, so that versions compare as numbers; 0 for an invalid version.
int api_number(std::string_view version);

/// Returns the release with the options' API version, such as `26.1.5`.
std::string_view engine_release(const simulation_options& options);

/// Returns the oldest API version that is accepted: the option, or the imitated release's.
std::string min_api_version(const simulation_options& options);

/// Returns true where the `stop` event comes before `die`.
bool stop_comes_first(const simulation_options& options);

/// Returns true where containers are on cgroup v2, as on the hosts of newer releases.
bool on_cgroup_v2(const simulation_options& options);

} // namespace docker_monitor::simulator
