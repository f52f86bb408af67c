#include "http/container/availability.hpp"

namespace docker_monitor::http {

std::chrono::steady_clock::time_point shown_until(const model::engine_status& engine) {
  if (!engine.list_received || !engine.last_contact)
    return std::chrono::steady_clock::time_point::min();
  return *engine.last_contact + show_limit;
}

std::string_view
why_unavailable(const model::engine_status& engine, std::chrono::steady_clock::time_point now) {
  if (!engine.problem.empty())
    return engine.problem;
  if (engine.connected && engine.last_contact && now - *engine.last_contact <= show_limit)
    return "the first list of containers is not in yet; ask again in a moment";
  return "the container engine has not answered; check that it runs and that --docker-host names "
         "its socket";
}

} // namespace docker_monitor::http
