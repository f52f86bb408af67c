#include "model/container/transition.hpp"

#include <utility>

namespace docker_monitor::model {

void end_generation(container& c, std::optional<int> exit_code, engine_time at) {
  c.status = container_status::exited;
  c.exit_code = exit_code;
  c.finished_at = at;
  c.pid.reset();
  c.health.clear();
}

transition
make_transition(alarm_kind kind, alarm_origin origin, engine_time time, container_ptr facts) {
  transition t;
  t.kind = kind;
  t.origin = origin;
  t.time = time;
  t.container = std::move(facts);
  return t;
}

void attribute_to_engine(std::span<transition> made) {
  for (auto& t : made)
    t.engine_gone = t.engine_gone || t.kind == alarm_kind::down;
}

} // namespace docker_monitor::model
