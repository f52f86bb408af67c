#include "terminal/client/clock_skew.hpp"

namespace docker_monitor::terminal {

std::chrono::nanoseconds clock_skew(
    std::optional<model::engine_time> newest, std::chrono::system_clock::time_point wall,
    std::chrono::nanoseconds age) {
  using namespace std::chrono;
  constexpr auto on_its_way = 3s;
  constexpr auto most = years{100}; // nanoseconds hold three hundred
  if (!newest || abs(floor<seconds>(*newest) - floor<seconds>(wall)) > most)
    return {};
  const nanoseconds off = *newest - wall;
  return off > on_its_way || off < -on_its_way - age ? off : nanoseconds{0};
}

} // namespace docker_monitor::terminal
