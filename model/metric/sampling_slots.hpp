#pragma once

#include <chrono>
#include <cstddef>

namespace docker_monitor::model {

/// In how many slots, spread evenly over an interval, so many containers are sampled. A wake-up of
/// the clock and a worker costs as much as dozens of samples of idle containers, so slots have 250
/// of them and more, and are at least 100 ms apart; at least one.
std::size_t sampling_slots(std::size_t containers, std::chrono::nanoseconds interval);

} // namespace docker_monitor::model
