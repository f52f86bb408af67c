#pragma once

#include <chrono>
#include <cstddef>

namespace docker_monitor::model {

/// Returns the number of slots, spread evenly over an interval, in which the containers are
/// sampled. A wake-up of the clock and of a worker costs as much as dozens of samples of idle
/// containers, so a slot has at least 250 containers, and slots are at least 100 ms apart. At least
/// one.
std::size_t sampling_slots(std::size_t containers, std::chrono::nanoseconds interval);

} // namespace docker_monitor::model
