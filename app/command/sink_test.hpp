#pragma once

#include "app/plan.hpp"

#include <string>

namespace docker_monitor::app {

/// Sends one test alarm to the sink that `url` names and prints whether the receiver has taken it,
/// or why not. Returns the exit code: 0 where it has, 1 where it has not, 2 for a bad URL.
int test_sink(const plan& p, const std::string& url);

} // namespace docker_monitor::app
