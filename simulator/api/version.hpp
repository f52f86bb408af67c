#pragma once

#include "simulator/container/simulation_options.hpp"

#include <string>
#include <string_view>

namespace docker_monitor::simulator {

/// `1.45` as 1045, so that versions compare as numbers; 0 for what is no version.
int api_number(std::string_view version);

/// The release that speaks the options' API version, such as `26.1.5`.
std::string_view engine_release(const simulation_options& options);

/// The oldest API version accepted: the option, or what the imitated release has.
std::string min_api_version(const simulation_options& options);

/// Whether the `stop` event comes before `die`.
bool stop_comes_first(const simulation_options& options);

/// Whether containers are on cgroup v2, as on the hosts of the newer releases.
bool on_cgroup_v2(const simulation_options& options);

} // namespace docker_monitor::simulator
