#include "actors/sampling/container_supervisor.hpp"

#include "actors/sampling/slot_samples.hpp"
#include "actors/sampling/stats_poller.hpp"
#include "model/metric/sampling_slots.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

namespace docker_monitor::actors {

container_supervisor_state::~container_supervisor_state() {
  for (const auto& [id, e] : entries)
    caf::anon_send_exit(e.poller, caf::exit_reason::user_shutdown);
  if (host)
    caf::anon_send_exit(host, caf::exit_reason::user_shutdown);
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
      inform(known->second.poller, container);
    }
  }
  for (const auto& id : changes.removed)
    remove(id);
}

void container_supervisor_state::add(const model::container_ptr& container) {
  auto& added = entries[container->id] = {container, spawn(container), order.size()};
  order.push_back(&added);
  // Two readings make a sample: the first need not wait for its slot.
  wake(added.poller, {begin_slot(1), 0});
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
    order[position] = order.back();
    order[position]->position = position;
  }
  order.pop_back();
}

void container_supervisor_state::replace(const caf::actor_addr& ended) {
  if (host && host == ended) {
    ++crashed;
    spdlog::warn("the poller of the host crashed and is replaced");
    host = spawn_host();
    return;
  }
  const auto found =
      std::ranges::find_if(entries, [&](const auto& e) { return e.second.poller == ended; });
  if (found == entries.end()) // ended by us
    return;
  ++crashed;
  spdlog::warn("the poller of {} crashed and is replaced", found->second.container->name);
  found->second.poller = spawn(found->second.container);
}

std::size_t container_supervisor_state::slots() const {
  return model::sampling_slots(order.size(), interval);
}

std::chrono::nanoseconds
container_supervisor_state::pause(std::chrono::steady_clock::time_point now) {
  const std::chrono::nanoseconds slot = interval / static_cast<int>(slots());
  next_tick = std::max(next_tick + slot, now);
  std::uniform_int_distribution<std::int64_t> off_beat{0, slot.count() / 4};
  return next_tick - now + std::chrono::nanoseconds{off_beat(random)};
}

void container_supervisor_state::wake_slot() {
  const auto count = slots();
  const auto slot = next_slot++ % count;
  const auto begin = order.size() * slot / count;
  const auto end_of_slot = order.size() * (slot + 1) / count;
  const bool with_host = host && slot == 0;
  const auto pollers = end_of_slot - begin + (with_host ? 1 : 0);
  if (pollers == 0)
    return;
  const auto samples = begin_slot(pollers);
  for (auto position = begin; position < end_of_slot; ++position)
    wake(order[position]->poller, {samples, position - begin});
  if (with_host)
    inform_host();
  if (with_host)
    wake(host, {samples, pollers - 1});
}

/// Its boot is told by a clock that may be set.
void container_supervisor_state::inform_host() {
  auto now = read_host();
  if (now != std::exchange(host_facts, now))
    inform(host, std::move(now));
}

container_supervisor_actor::behavior_type container_supervisor(
    container_supervisor_actor::stateful_pointer<container_supervisor_state> self,
    std::shared_ptr<engine::sample_source> source, http_facade_actor facade,
    std::chrono::milliseconds interval, std::shared_ptr<engine::host_source> host,
    http::observations_ptr observed) {
  auto& state = self->state;
  state.interval = interval;
  const auto begin =
      [self, facade](model::container_ptr container, std::shared_ptr<engine::sample_source> from) {
        auto poller = self->spawn(stats_poller, std::move(container), std::move(from), facade);
        self->monitor(poller);
        return poller;
      };
  state.spawn = [begin, source = std::move(source)](model::container_ptr container) {
    return begin(std::move(container), source);
  };
  if (host) {
    state.read_host = [host] { return host->host(); };
    state.host_facts = host->host();
    state.spawn_host = [begin, host = std::move(host)] { return begin(host->host(), host); };
  }
  state.end = [self](const stats_poller_actor& poller) {
    self->demonitor(poller.address());
    self->send_exit(poller, caf::exit_reason::user_shutdown);
  };
  state.inform = [self](const stats_poller_actor& poller, model::container_ptr container) {
    self->send(poller, std::move(container));
  };
  state.begin_slot = [facade, observed = std::move(observed)](std::size_t pollers) {
    return std::make_shared<slot_samples>(pollers, facade, observed);
  };
  state.wake = [self](const stats_poller_actor& poller, slot_tick tick) {
    self->send(poller, std::move(tick));
  };
  self->set_down_handler([self](const caf::down_msg& down) { self->state.replace(down.source); });
  if (state.spawn_host)
    state.host = state.spawn_host(); // read with the first slot, which is woken at once
  state.next_tick = self->clock().now();
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
