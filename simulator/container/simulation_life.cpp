#include "simulator/container/duration.hpp"
#include "simulator/container/simulation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace docker_monitor::simulator {

namespace {

using model::container_status;
using std::chrono::nanoseconds;

constexpr std::chrono::seconds probe_interval{30};

/// Returns how rare incidents are, relative to the average container.
double calmness(character kind) {
  switch (kind) {
  case character::idle:
    return 3;
  case character::steady:
    return 2;
  case character::busy:
    return 1;
  case character::batch:
    return 0.7;
  case character::leaking:
    return 1.5;
  }
  return 1;
}

} // namespace

void simulation::advance(model::engine_time now) {
  while (!plans_.empty() && plans_.top().when <= now) {
    const auto next = plans_.top();
    plans_.pop();
    const auto container = containers_.find(next.serial);
    if (container == containers_.end() || container->second.plan != next.plan)
      continue;
    now_ = std::max(now_, next.when);
    happen(container->second, next.what);
  }
  now_ = std::max(now_, now);
}

std::optional<model::engine_time> simulation::next_due() const {
  if (plans_.empty())
    return std::nullopt;
  return plans_.top().when;
}

command_result simulation::oom(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (!model::is_up(c.status))
      return {command_outcome::conflict, "Container " + c.id + " is not running"};
    finish(c, 137, true, false);
    return {};
  });
}

command_result simulation::crash(std::string_view container, int code) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (!model::is_up(c.status))
      return {command_outcome::conflict, "Container " + c.id + " is not running"};
    finish(c, code, false, false);
    return {};
  });
}

command_result simulation::flip_health(std::string_view container) {
  return with(container, [&](simulated_container& c) -> command_result {
    if (!model::is_up(c.status) || !c.health_check)
      return {command_outcome::conflict, "Container " + c.id + " has no health check running"};
    set_health(c, c.health != "healthy");
    return {};
  });
}

void simulation::spawn(std::size_t count) {
  for (; count > 0; --count, ++next_entry_) {
    auto& container =
        add(catalogue()[next_entry_ % catalogue().size()], catalogue_name(next_entry_));
    emit(container, "create");
    begin(container, true);
  }
}

std::size_t simulation::end(std::size_t count) {
  std::size_t ended = 0;
  for (auto at = containers_.rbegin(); at != containers_.rend() && ended < count; ++at) {
    if (!model::is_up(at->second.status))
      continue;
    resume(at->second);
    finish(at->second, 0, false, true);
    ++ended;
  }
  return ended;
}

void simulation::burst(std::size_t count, std::string_view kind) {
  for (; count > 0 && !containers_.empty(); --count) {
    // A container's two events follow each other, then the next container is chosen.
    auto at = containers_.lower_bound(next_burst_);
    if (at == containers_.end())
      at = containers_.begin();
    auto& container = at->second;
    if (kind == "exec")
      emit(container, "exec_create: true", {{"execID", random_.hex(64)}});
    else if (!model::is_up(container.status))
      begin(container, true);
    else if (container.status == container_status::paused)
      resume(container);
    else if (kind == "pause")
      pause(container.id);
    else
      finish(container, 1, false, true);
    next_burst_ = container.serial + (container.status == container_status::running ? 1 : 0);
  }
}

void simulation::plan(simulated_container& container, happening what, nanoseconds in) {
  plans_.push({now_ + in, next_order_++, container.serial, container.plan, what});
}

void simulation::plan_life(simulated_container& container) {
  if (container.health == "starting")
    plan(container, happening::healthy, to_duration(random_.between(2, 8)));
  if (!options_.lively)
    return;
  if (container.health_check)
    plan(container, happening::probe, to_duration(random_.between(1, 30)));
  if (const auto full = container.curve->full_after(); full.count() > 0)
    plan(
        container, happening::oom,
        std::max<nanoseconds>(full - container.running_for(now_), std::chrono::seconds{1}));
  // A container that has just failed is likely to fail again a few times.
  if (container.quick_failures > 0 && random_.chance(0.4))
    return plan(container, happening::crash, to_duration(random_.between(0.3, 3)));
  const double mean = static_cast<double>(options_.incident_interval.count());
  plan(
      container, happening::incident,
      to_duration(-std::log(random_.between(1e-9, 1)) * mean * calmness(container.kind) + 1));
}

void simulation::happen(simulated_container& container, happening what) {
  static constexpr std::array<int, 6> codes{1, 1, 2, 255, 139, 134};
  switch (what) {
  case happening::restart:
    return begin(container, false);
  case happening::start:
    return begin(container, true);
  case happening::unpause:
    return resume(container);
  case happening::healthy:
    if (model::is_up(container.status))
      set_health(container, true);
    return;
  case happening::probe:
    if (container.status == container_status::running)
      probe(container);
    return plan(container, happening::probe, probe_interval);
  case happening::crash:
    if (container.status == container_status::running)
      finish(container, codes[random_.below(codes.size())], false, false);
    return;
  case happening::oom: {
    const auto left = container.curve->full_after() - container.running_for(now_);
    if (container.status == container_status::paused || left > std::chrono::seconds{1})
      return plan(container, happening::oom, std::max<nanoseconds>(left, std::chrono::seconds{1}));
    return finish(container, 137, true, false);
  }
  case happening::incident:
    return incident(container);
  }
}

void simulation::incident(simulated_container& container) {
  const double mean = static_cast<double>(options_.incident_interval.count());
  plan(
      container, happening::incident,
      to_duration(-std::log(random_.between(1e-9, 1)) * mean * calmness(container.kind) + 30));
  if (container.status != container_status::running)
    return;
  if (container.kind == character::batch && container.policy == restart_policy::no)
    return finish(container, 0, false, true); // the job is done
  const double roll = random_.between(0, 1);
  if (roll < 0.30)
    return happen(container, happening::crash);
  if (roll < 0.45)
    return halt(container);
  if (roll < 0.57)
    return static_cast<void>(restart(container.id));
  if (roll < 0.64)
    return redeploy(container);
  if (roll < 0.80 && container.health_check) {
    set_health(container, false);
    return plan(container, happening::healthy, to_duration(random_.between(10, 40)));
  }
  pause(container.id);
  plan(container, happening::unpause, to_duration(random_.between(5, 25)));
}

void simulation::redeploy(const simulated_container& old) {
  simulated_container next = old;
  remove(old.id, true);
  next.status = container_status::created;
  next.started_at.reset();
  next.finished_at.reset();
  next.plan = 0;
  next.generation = 0;
  next.id.clear(); // another container of the same name
  auto& added = add(std::move(next));
  emit(added, "create");
  begin(added, true);
}

} // namespace docker_monitor::simulator
