#include "model/metric/sampling_slots.hpp"

#include <algorithm>

namespace docker_monitor::model {

std::size_t sampling_slots(std::size_t containers, std::chrono::nanoseconds interval) {
  constexpr std::size_t containers_in_slot = 250;
  constexpr std::chrono::milliseconds apart{100};
  const auto most = std::max<std::size_t>(1, static_cast<std::size_t>(interval / apart));
  return std::clamp<std::size_t>(containers / containers_in_slot, 1, most);
}

} // namespace docker_monitor::model
