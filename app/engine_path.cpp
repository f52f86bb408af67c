#include "app/engine_path.hpp"

#include "actors/engine/event_listener.hpp"
#include "actors/sampling/container_supervisor.hpp"
#include "actors/sampling/http_facade.hpp"
#include "app/end_actors.hpp"
#include "engine/host/machine.hpp"

#include <chrono>

namespace docker_monitor::app {

using namespace std::chrono_literals;

sampling_path::sampling_path(
    caf::actor_system& system, const plan& p, const resources& with, const history_path& history)
    : system_{system} {
  facade_ = system.spawn(
      actors::http_facade,
      actors::http_facade_deps{
          with.latest_snapshot, p.options.interval, with.self_metrics, history.keeper()});
  // A remote engine has another host than this machine.
  supervisor_ = system.spawn(
      actors::container_supervisor,
      actors::container_supervisor_deps{
          with.source.source, facade_, p.options.interval,
          with.is_local ? with.source.host : nullptr, with.self_metrics});
}

void sampling_path::end() {
  if (!facade_)
    return;
  end_actors(
      system_, {caf::actor_cast<caf::actor>(supervisor_), caf::actor_cast<caf::actor>(facade_)},
      200ms);
  supervisor_ = actors::container_supervisor_actor{};
  facade_ = actors::http_facade_actor{};
}

event_path::event_path(
    caf::actor_system& system, const plan& p, const resources& with, alarm_path& alarms,
    const sampling_path& sampling)
    : system_{system} {
  actors::event_listener_deps deps;
  deps.client = with.client;
  deps.self_metrics = with.self_metrics;
  deps.supervisor = sampling.supervisor();
  deps.facade = sampling.facade();
  deps.router = alarms.router();
  deps.filter = p.filter;
  deps.host_name = p.options.host_name;
  deps.machine_name = engine::host_name();
  deps.log_lines = shows_logs(p) ? p.options.last_logs : 0;
  deps.disk_usage_every = p.options.disk_usage;
  deps.record = with.record;
  deps.saved = alarms.saved();
  // A list of 100 containers costs an engine 14 ms, as much as hundreds of samples from cgroup
  // files.
  if (with.source.cgroup_version != 0)
    deps.compare_every = 5min;
  deps.query_machine = !with.is_local || !with.source.host;
  if (with.is_local)
    deps.boot_id = engine::boot_id();
  else
    deps.max_pause = 30s;
  listener_ = system.spawn(actors::event_listener, std::move(deps));
  alarms.attach(listener_);
}

void event_path::end() {
  if (!listener_)
    return;
  end_actors(system_, {caf::actor_cast<caf::actor>(listener_)}, 200ms);
  listener_ = actors::event_listener_actor{};
}

} // namespace docker_monitor::app
