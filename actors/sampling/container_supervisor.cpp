#include "actors/sampling/container_supervisor.hpp"

#include "actors/sampling/stats_poller.hpp"
#include "logging/log.hpp"
#include "model/metric/sampling_slots.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

container_supervisor_state::~container_supervisor_state() {
  for (const auto& [id, e] : entries)
    caf::anon_send_exit(e.poller, caf::exit_reason::user_shutdown);
  if (host_poller)
    caf::anon_send_exit(host_poller, caf::exit_reason::user_shutdown);
}

void container_supervisor_state::begin(container_supervisor_deps with) {
  deps = std::move(with);
  if (deps.host) {
    host_facts = deps.host->host();
    // Sampled with the first slot, which is woken at once.
    host_poller = spawn(host_facts, deps.host);
  }
  next_tick = self->clock().now();
}

stats_poller_actor container_supervisor_state::spawn(
    model::container_ptr container, std::shared_ptr<engine::sample_source> source) {
  auto poller = self->spawn(
      stats_poller, stats_poller_deps{std::move(container), std::move(source), deps.facade});
  self->monitor(poller);
  return poller;
}

std::shared_ptr<slot_samples> container_supervisor_state::begin_slot(std::size_t pollers) {
  unfinished.push_back(std::make_shared<slot_samples>(pollers, deps.facade, deps.self_metrics));
  return unfinished.back();
}

void container_supervisor_state::wake(const stats_poller_actor& poller, slot_tick tick) {
  tick.into->assign(tick.place, poller.id());
  self->send(poller, std::move(tick));
}

/// Finishes the places of a poller that has ended, so that no slot waits for it.
void container_supervisor_state::finish_for(const stats_poller_actor& poller) {
  for (const auto& slot : unfinished)
    slot->finish_for(poller.id());
}

void container_supervisor_state::take(const containers_changed& changes) {
  for (const auto& container : changes.changed) {
    const auto known = entries.find(container->id);
    if (!model::is_up(container->status)) {
      remove(container->id);
    } else if (known == entries.end()) {
      add(container);
    } else {
      known->second.container = container;
      self->send(known->second.poller, container);
    }
  }
  for (const auto& id : changes.removed)
    remove(id);
}

void container_supervisor_state::add(const model::container_ptr& container) {
  auto& added = entries[container->id] = {container, spawn(container, deps.source), order.size()};
  order.push_back(&added);
  // Two readings make a sample, so the first one does not wait for its slot.
  wake(added.poller, {begin_slot(1), 0});
}

void container_supervisor_state::remove(const std::string& id) {
  const auto found = entries.find(id);
  if (found == entries.end())
    return;
  const auto& poller = found->second.poller;
  self->demonitor(poller.address());
  self->send_exit(poller, caf::exit_reason::user_shutdown);
  finish_for(poller);
  // The last one takes the free place.
  const auto position = found->second.position;
  entries.erase(found);
  if (position + 1 != order.size()) {
    order[position] = order.back();
    order[position]->position = position;
  }
  order.pop_back();
}

void container_supervisor_state::replace(const caf::actor_addr& ended) {
  if (host_poller && host_poller == ended) {
    ++crashed;
    spdlog::warn("the poller of the host crashed and is replaced");
    finish_for(host_poller);
    host_poller = spawn(deps.host->host(), deps.host);
    return;
  }
  const auto found =
      std::ranges::find_if(entries, [&](const auto& e) { return e.second.poller == ended; });
  if (found == entries.end()) // ended on purpose
    return;
  ++crashed;
  const auto& polled = *found->second.container;
  logging::warn(
      {.event = "poller-crashed", .container = polled.name},
      "the poller of {} crashed and is replaced", polled.name);
  finish_for(found->second.poller);
  found->second.poller = spawn(found->second.container, deps.source);
}

std::size_t container_supervisor_state::slots() const {
  return model::sampling_slots(order.size(), deps.interval);
}

std::chrono::nanoseconds
container_supervisor_state::pause(std::chrono::steady_clock::time_point now) {
  const std::chrono::nanoseconds slot = deps.interval / static_cast<int>(slots());
  next_tick = std::max(next_tick + slot, now);
  std::uniform_int_distribution<std::int64_t> off_beat{0, slot.count() / 4};
  return next_tick - now + std::chrono::nanoseconds{off_beat(random)};
}

void container_supervisor_state::wake_slot() {
  // Here and not in `begin_slot`, which thousands of containers may call at once.
  std::erase_if(unfinished, [](const auto& slot) { return slot->has_finished(); });
  const auto count = slots();
  const auto slot = next_slot++ % count;
  const auto begin = order.size() * slot / count;
  const auto end_of_slot = order.size() * (slot + 1) / count;
  const bool with_host = host_poller && slot == 0;
  const auto pollers = end_of_slot - begin + (with_host ? 1 : 0);
  if (pollers == 0)
    return;
  const auto samples = begin_slot(pollers);
  for (auto position = begin; position < end_of_slot; ++position)
    wake(order[position]->poller, {samples, position - begin});
  if (with_host) {
    inform_host();
    wake(host_poller, {samples, pollers - 1});
  }
}

/// The host's boot time changes when its clock is set.
void container_supervisor_state::inform_host() {
  auto now = deps.host->host();
  if (now != std::exchange(host_facts, now))
    self->send(host_poller, std::move(now));
}

container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    container_supervisor_deps deps) {
  self->set_down_handler([self](const caf::down_msg& down) { self->state.replace(down.source); });
  self->state.begin(std::move(deps));
  self->send(self, tick_atom_v);
  return {
      [self](const containers_changed& changes) { self->state.take(changes); },
      [self](tick_atom) {
        self->state.wake_slot();
        self->delayed_send(self, self->state.pause(self->clock().now()), tick_atom_v);
      },
      [self](show_atom) { return self->state.crashed; },
  };
}

} // namespace docker_monitor::actors
