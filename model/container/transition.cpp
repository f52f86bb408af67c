#include "model/container/transition.hpp"

#include "model/container/signals.hpp"

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

bool is_oom_death(const transition& down) {
  const bool known =
      down.oom_seen || down.oom_in_run || (down.container && down.container->oom_killed);
  return known && !down.stop_requested && down.exit_code == signal_exit_codes + signal_kill;
}

bool is_oom_in_short_run(const transition& down) {
  if (down.stop_requested || !down.container || !down.container->started_at)
    return false;
  const auto lasted = down.time - *down.container->started_at;
  return (down.oom_in_run || down.container->oom_killed) && lasted < oom_to_death;
}

void attribute_to_engine(std::span<transition> made) {
  for (auto& t : made)
    t.engine_gone = t.engine_gone || t.kind == alarm_kind::down;
}

} // namespace docker_monitor::model
