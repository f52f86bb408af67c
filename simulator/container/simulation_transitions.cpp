#include "simulator/api/version.hpp"
#include "simulator/container/duration.hpp"
#include "simulator/container/simulation.hpp"

#include <algorithm>
#include <utility>

namespace docker_monitor::simulator {

namespace {

using model::container_status;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;

/// A process that ran longer has started successfully (moby, restartmanager).
constexpr std::chrono::seconds settled{10};
constexpr milliseconds first_restart_delay{100};
constexpr std::chrono::seconds max_restart_delay{60};

bool restarts(const simulated_container& container, int code) {
  switch (container.policy) {
  case restart_policy::no:
    return false;
  case restart_policy::on_failure:
    return code != 0
           && (container.max_retries == 0 || container.restart_count < container.max_retries);
  case restart_policy::always:
  case restart_policy::unless_stopped:
    return true;
  }
  return false;
}

} // namespace

bool simulation::old_engine() const {
  return !on_cgroup_v2(options_);
}

void simulation::step_clock(nanoseconds by) {
  clock_offset_ += by;
  last_stamp_ = {};
}

std::vector<event_ptr> simulation::take_events() {
  return std::exchange(fresh_, {});
}

model::engine_time simulation::stamp() {
  // Events of one command at one time are still ordered, as in a real engine.
  last_stamp_ = std::max(wall(), last_stamp_ + std::chrono::microseconds{1});
  return last_stamp_;
}

void simulation::record_event(simulated_event event) {
  if (events_to_drop_ > 0) {
    // Events of networks are dropped with them, uncounted: callers count events of containers.
    events_to_drop_ -= event.type == "container" ? 1 : 0;
    return;
  }
  fresh_.push_back(std::make_shared<const simulated_event>(std::move(event)));
}

void simulation::emit(
    const simulated_container& container, std::string action,
    std::map<std::string, std::string> extra) {
  simulated_event event;
  event.type = "container";
  event.actor = container.id;
  event.attributes = std::move(extra);
  if (podman()) {
    if (action == "oom")
      return;
    if (action == "destroy")
      action = "remove";
    if (action.starts_with("health_status: "))
      event.health = std::exchange(action, "health_status").substr(15);
    if (action == "die")
      event.attributes["containerExitCode"] = event.attributes["exitCode"];
    event.attributes.erase("signal");
    event.attributes["podId"];
  }
  // A label of the same name hides the real value, as in the engine.
  for (const auto& [key, value] : container.labels)
    event.attributes[key] = value;
  event.attributes["image"] = container.image;
  event.attributes["name"] = container.name;
  event.action = std::move(action);
  event.time = stamp();
  record_event(std::move(event));
}

void simulation::emit_network(const simulated_container& container, std::string action) {
  if (podman())
    return;
  const bool host = container.network_mode == "host";
  const std::string name = container.network_mode == "default" ? "bridge" : container.network_mode;
  simulated_event event;
  event.type = "network";
  event.action = std::move(action);
  event.actor = id_of(name);
  event.attributes = {
      {"container", container.id}, {"name", name}, {"type", host ? "host" : "bridge"}};
  event.time = stamp();
  record_event(std::move(event));
}

void simulation::give_curve(simulated_container& container) {
  container.curve.emplace(
      container.kind,
      container.memory_limit_bytes != 0 ? container.memory_limit_bytes : options_.memory_bytes,
      container.cores_limit > 0 ? container.cores_limit : options_.cores,
      container.seed + container.generation);
}

void simulation::begin(simulated_container& container, bool manual) {
  if (manual) {
    container.restart_count = 0;
    container.quick_failures = 0;
  } else {
    ++container.restart_count;
  }
  ++container.generation;
  ++container.plan;
  give_curve(container);
  container.started = now_;
  container.paused_for = {};
  container.paused_from.reset();
  container.status = container_status::running;
  container.exit_code = 0;
  container.oom_killed = false;
  container.pid = next_pid_++;
  container.health = container.health_check ? "starting" : "";
  container.failing_streak = 0;
  container.started_at = stamp();
  emit_network(container, "connect");
  if (podman())
    emit(container, "init");
  emit(container, "start");
  plan_life(container);
}

void simulation::finish(simulated_container& container, int code, bool oom, bool asked) {
  const auto ran = now_ - container.started;
  const bool again = !asked && restarts(container, code);
  if (oom)
    emit(container, "oom");
  ++container.plan;
  container.status = again ? container_status::restarting : container_status::exited;
  container.finished_at = stamp();
  container.exit_code = code;
  container.oom_killed = container.oom_killed || oom;
  container.pid = 0;
  container.paused_from.reset();
  if (container.health_check)
    container.health = "unhealthy"; // moby's state, without an event
  std::map<std::string, std::string> attributes{{"exitCode", std::to_string(code)}};
  if (!old_engine()) {
    emit_network(container, "disconnect");
    if (!podman())
      attributes["execDuration"] =
          std::to_string(std::chrono::duration_cast<std::chrono::seconds>(ran).count());
  }
  emit(container, "die", std::move(attributes));
  if (old_engine())
    emit_network(container, "disconnect");
  if (podman())
    emit(container, "cleanup");
  if (again) {
    if (ran >= settled)
      container.quick_failures = 0;
    const auto delay = first_restart_delay * (1U << std::min(container.quick_failures, 10U));
    ++container.quick_failures;
    plan(container, happening::restart, std::min<nanoseconds>(delay, max_restart_delay));
  } else if (options_.lively) {
    plan(
        container, happening::start,
        to_duration(random_.between(8, 45))); // an operator looks after it
  }
}

void simulation::kill_for(simulated_container& container, int signal) {
  emit(container, "kill", {{"signal", std::to_string(signal)}});
}

void simulation::resume(simulated_container& container) {
  if (container.status != container_status::paused)
    return;
  container.paused_for += now_ - *container.paused_from;
  container.paused_from.reset();
  container.status = container_status::running;
  emit(container, "unpause");
}

void simulation::halt(simulated_container& container) {
  if (container.status == container_status::restarting) {
    ++container.plan;
    container.status = container_status::exited;
    emit(container, "stop");
    return;
  }
  const bool stop_first = stop_comes_first(options_);
  if (!podman())
    kill_for(container, 15);
  resume(container);
  if (container.stop_code == 137 && !podman())
    kill_for(container, 9);
  if (stop_first)
    emit(container, "stop");
  finish(container, container.stop_code, false, true);
  if (!stop_first)
    emit(container, "stop");
}

void simulation::set_health(simulated_container& container, bool healthy) {
  const std::string word = healthy ? "healthy" : "unhealthy";
  container.failing_streak = healthy ? 0 : 3;
  if (std::exchange(container.health, word) != word)
    emit(container, "health_status: " + word);
}

void simulation::probe(simulated_container& container) {
  const auto id = random_.hex(64);
  const std::string command = ": /bin/sh -c curl -fs localhost:" + std::to_string(container.port);
  emit(container, "exec_create" + command, {{"execID", id}});
  emit(container, "exec_start" + command, {{"execID", id}});
  emit(
      container, "exec_die",
      {{"execID", id}, {"exitCode", container.health == "unhealthy" ? "1" : "0"}});
}

} // namespace docker_monitor::simulator
