#include "actors/fleet/fleet_listener.hpp"

#include "model/history/hub_history.hpp"

#include <caf/send.hpp>
#include <spdlog/spdlog.h>

#include <utility>

namespace docker_monitor::actors {

namespace {

/// Counts a message until the result is destroyed, a long one like several. Returns null if too
/// many wait.
std::shared_ptr<const void> enter_waiting(
    const std::shared_ptr<std::atomic<std::size_t>>& waiting, std::size_t bytes, std::size_t most) {
  constexpr std::size_t bytes_of_one = 256 << 10;
  const auto count = 1 + bytes / bytes_of_one;
  if (waiting->fetch_add(count) >= most) {
    waiting->fetch_sub(count);
    return nullptr;
  }
  return {waiting.get(), [waiting, count](const void*) { waiting->fetch_sub(count); }};
}

/// Returns true if what is known of a host is complete, and not older than a silence that makes it
/// lost. A hub without NATS hears nothing of a host that still counts as present.
bool is_current(const http::fleet_host& host, model::engine_time now) {
  const auto& presence = host.presence;
  return host.complete && presence.is == model::host_presence::condition::present
         && presence.last_heard && now - *presence.last_heard <= model::host_presences::lost_after;
}

} // namespace

void fleet_listener_state::take(const fleet_roster_changed& message) {
  for (auto i = entries.begin(); i != entries.end();) {
    if (message.roster->find(i->first)) {
      ++i;
      continue;
    }
    i->second.subscription.reset();
    self->send(i->second.follower, end_atom_v);
    i = entries.erase(i);
  }
  for (const auto& member : message.roster->members()) {
    const auto found = entries.find(member.name);
    if (found == entries.end())
      add(member);
    else if (found->second.member != member)
      self->send(found->second.follower, fleet_member_changed{found->second.member = member});
  }
}

void fleet_listener_state::add(const model::fleet_member& member) {
  auto of_follower = deps.follower;
  of_follower.member = member;
  entry e;
  e.member = member;
  e.follower = self->spawn(host_follower, std::move(of_follower));
  e.waiting = std::make_shared<std::atomic<std::size_t>>(0);
  e.dropped = std::make_shared<std::atomic<std::uint64_t>>(0);
  subscribe(e);
  entries.emplace(member.name, std::move(e));
}

void fleet_listener_state::subscribe(entry& e) const {
  auto handler = [follower = e.follower, waiting = e.waiting,
                  dropped = e.dropped](fleet::bus_message message) {
    const auto address = model::parse_fleet_subject(message.subject);
    if (!address)
      return;
    auto load = enter_waiting(waiting, message.payload.size(), max_waiting);
    if (!load) {
      dropped->fetch_add(1);
      return;
    }
    caf::anon_send(
        follower,
        fleet_delivery{
            address->topic, std::move(message.payload), std::move(message.reply), std::move(load)});
  };
  e.subscription = deps.follower.bus->subscribe(
      "fleet." + e.member.name + ".*", std::move(handler), max_waiting, max_waiting_bytes);
}

void fleet_listener_state::take(const fleet_connection& message) {
  if (message.renewed)
    for (auto& [host, e] : entries) {
      e.subscription.reset();
      subscribe(e);
    }
  if (std::exchange(connected, message.connected) != message.connected)
    spdlog::info("fleet: {}", connected ? "connected to NATS" : "not connected to NATS");
  publish_status();
}

/// Reports the connection to NATS in place of an engine's status.
void fleet_listener_state::publish_status() const {
  model::engine_status status;
  status.connected = connected;
  status.list_received = true;
  status.name = "fleet";
  if (!connected)
    status.problem = "not connected to NATS";
  self->send(deps.follower.facade, std::move(status));
}

/// Sends one round to the history, with all hosts of which something current is known.
void fleet_listener_state::record() {
  const auto now = self->clock().now();
  if (!deps.history || now < record_at)
    return;
  record_at = (now - record_at < deps.history_step ? record_at : now) + deps.history_step;
  auto round = std::make_shared<model::history_round>();
  round->at = deps.follower.wall_clock();
  for (const auto& host : deps.follower.latest_snapshot->hosts())
    if (is_current(*host, round->at))
      add_host(*round, host->name, host->usage, {host->containers, host->unhealthy});
  self->send(deps.history, model::history_round_ptr{std::move(round)});
}

void fleet_listener_state::tick() {
  deps.queries->expire(self->clock().now());
  for (auto& [host, e] : entries) {
    self->send(e.follower, fleet_tick{connected});
    const auto dropped = e.dropped->load();
    if (std::exchange(e.dropped_logged, dropped) != dropped)
      spdlog::warn("host {} sends faster than it is read; messages lost: {}", host, dropped);
  }
  record();
}

fleet_listener_actor::behavior_type fleet_listener(
    fleet_listener_actor::stateful_pointer<fleet_listener_state> self, fleet_listener_deps deps) {
  self->state.deps = std::move(deps);
  self->state.take(fleet_connection{});
  self->state.record_at = self->clock().now() + self->state.deps.history_step;
  self->delayed_send(self, fleet_listener_state::tick_pause, tick_atom_v);
  // No other actor knows the followers.
  self->set_exit_handler([self](const caf::exit_msg& message) {
    for (auto& [host, e] : self->state.entries)
      caf::anon_send_exit(e.follower, caf::exit_reason::user_shutdown);
    self->state.entries.clear();
    self->quit(message.reason);
  });
  return {
      [self](const fleet_roster_changed& message) { self->state.take(message); },
      [self](const fleet_connection& message) { self->state.take(message); },
      [self](const fleet_refusal& message) {
        if (const auto found = self->state.entries.find(message.host);
            found != self->state.entries.end())
          self->send(found->second.follower, message);
      },
      [self](saved_lost) {
        for (const auto& [host, e] : self->state.entries)
          self->send(e.follower, saved_lost{});
      },
      [self](tick_atom) {
        self->delayed_send(self, fleet_listener_state::tick_pause, tick_atom_v);
        self->state.tick();
      },
  };
}

} // namespace docker_monitor::actors
