#include "app/end_actors.hpp"

#include <caf/actor.hpp>
#include <caf/actor_system.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>

namespace docker_monitor::app {

void end_actors(
    caf::actor_system& system, const std::vector<caf::actor>& actors,
    std::chrono::milliseconds timeout) {
  caf::scoped_actor self{system};
  std::size_t remaining = actors.size();
  for (const auto& actor : actors) {
    self->monitor(actor);
    self->send_exit(actor, caf::exit_reason::user_shutdown);
  }
  const auto end = std::chrono::steady_clock::now() + timeout;
  while (remaining > 0 && std::chrono::steady_clock::now() < end)
    self->receive(
        [&](const caf::down_msg&) { --remaining; },
        caf::after(end - std::chrono::steady_clock::now()) >> [&] { remaining = 0; });
}

} // namespace docker_monitor::app
