#include "actors/container_supervisor.hpp"

#include "actors/stats_poller.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace docker_monitor::actors {

void container_supervisor_state::take(const containers_changed& changes) {
  for (const auto& container : changes.changed) {
    const auto known = entries.find(container->id);
    if (!model::is_up(container->status)) {
      remove(container->id);
    } else if (known == entries.end()) {
      add(container);
    } else {
      known->second.container = container;
      inform(known->second.poller, container);
    }
  }
  for (const auto& id : changes.removed)
    remove(id);
}

void container_supervisor_state::add(const model::container_ptr& container) {
  const auto& added = entries[container->id] = {container, spawn(container), order.size()};
  order.push_back(container->id);
  wake(added.poller); // two readings make a sample: the first need not wait for its slot
}

void container_supervisor_state::remove(const std::string& id) {
  const auto found = entries.find(id);
  if (found == entries.end())
    return;
  end(found->second.poller);
  // The last takes the free place.
  const auto position = found->second.position;
  entries.erase(found);
  if (position + 1 != order.size()) {
    order[position] = std::move(order.back());
    entries[order[position]].position = position;
  }
  order.pop_back();
}

void container_supervisor_state::replace(const caf::actor_addr& ended) {
  const auto found =
      std::ranges::find_if(entries, [&](const auto& e) { return e.second.poller == ended; });
  if (found == entries.end()) // ended by us
    return;
  ++crashed;
  spdlog::warn("the poller of {} crashed and is replaced", found->second.container->name);
  found->second.poller = spawn(found->second.container);
}

std::size_t container_supervisor_state::slots() const {
  return std::clamp<std::size_t>(order.size() / pollers_per_slot, 1, most_slots);
}

void container_supervisor_state::wake_slot() {
  const auto count = slots();
  const auto slot = next_slot++ % count;
  const auto begin = order.size() * slot / count;
  const auto end_of_slot = order.size() * (slot + 1) / count;
  for (auto position = begin; position < end_of_slot; ++position)
    wake(entries.at(order[position]).poller);
}

container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    std::shared_ptr<engine::sample_source> source, http_facade_actor facade,
    std::chrono::milliseconds interval) {
  auto& state = self->state;
  state.spawn = [self, source = std::move(source),
                 facade = std::move(facade)](model::container_ptr container) {
    auto poller = self->spawn(stats_poller, std::move(container), source, facade);
    self->monitor(poller);
    return poller;
  };
  state.end = [self](const stats_poller_actor& poller) {
    self->demonitor(poller.address());
    self->send_exit(poller, caf::exit_reason::user_shutdown);
  };
  state.inform = [self](const stats_poller_actor& poller, model::container_ptr container) {
    self->send(poller, std::move(container));
  };
  state.wake = [self](const stats_poller_actor& poller) { self->send(poller, tick_atom_v); };
  self->set_down_handler([self](const caf::down_msg& down) { self->state.replace(down.source); });
  self->attach_functor([self] {
    for (const auto& [id, e] : self->state.entries)
      caf::anon_send_exit(e.poller, caf::exit_reason::user_shutdown);
  });
  state.next_tick = self->clock().now();
  self->send(self, tick_atom_v);
  return {
      [self](const containers_changed& changes) { self->state.take(changes); },
      [self, interval](tick_atom) {
        auto& s = self->state;
        s.wake_slot();
        // On a fixed beat, so that what the work takes does not add up; never a burst to catch up.
        const auto now = self->clock().now();
        s.next_tick = std::max(s.next_tick + interval / static_cast<int>(s.slots()), now);
        self->delayed_send(self, s.next_tick - now, tick_atom_v);
      },
      [self](show_atom) { return self->state.crashed; },
  };
}

} // namespace docker_monitor::actors
