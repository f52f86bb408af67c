#pragma once

#include "bench/machine/cgroup_tree.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace docker_monitor::bench {

/// Returns the requests per second of an nginx with one worker and the body of `response` in a
/// file; none where nginx is not installed or does not start.
std::optional<double>
nginx_rate(const cgroup_tree& tree, std::string_view response, std::chrono::nanoseconds time);

} // namespace docker_monitor::bench
