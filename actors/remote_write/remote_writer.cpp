#include "actors/remote_write/remote_writer.hpp"

#include "http/prometheus/prometheus.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace docker_monitor::actors {

namespace {

/// The job in the labels, which the rules and the dashboard name.
constexpr std::string_view job = "docker-monitor";

} // namespace

void remote_writer_state::begin(remote_writer_deps with) {
  deps = std::move(with);
  begun = due = self->clock().now();
  sinks::remote_write_environment environment;
  environment.clock = [this] { return self->clock().now(); };
  environment.wall_clock = deps.wall_clock;
  environment.report = [this](std::string message) { notify(std::move(message)); };
  worker = std::make_unique<sinks::remote_write_worker>(
      deps.url, deps.sender, deps.queue, sinks::remote_write_backoff(), std::move(environment));
  deps.latest_state->publish(worker->status());
  schedule(worker->attempt_delay());
}

void remote_writer_state::attach(self_alarm_actor to) {
  router = std::move(to);
  if (!failure_message.empty())
    notify(failure_message);
}

void remote_writer_state::notify(std::string message) {
  failure_message = message;
  if (router)
    self->send(router, self_alarm{"remote write to " + deps.url.display_url, std::move(message)});
}

/// Schedules an attempt; replaces an earlier schedule.
void remote_writer_state::schedule(std::optional<std::chrono::milliseconds> delay) {
  ++epoch;
  if (delay)
    self->delayed_send(self, *delay, tick_atom_v, epoch);
}

/// Sets the host of the labels. Returns false while it must be waited for.
bool remote_writer_state::find_host(const model::engine_status& engine) {
  const bool waited = self->clock().now() - begun >= max_wait_for_engine;
  const auto& known = deps.host_name.empty() ? engine.host_name : deps.host_name;
  if (!known.empty())
    host = known;
  else if (host.empty() && waited)
    host = deps.machine_name;
  return !host.empty() && (engine.list_received || waited);
}

void remote_writer_state::send_samples(const model::snapshot_ptr& snapshot) {
  const http::request request;
  const auto taken = deps.wall_clock();
  const auto answer = http::metrics({snapshot, request, self->clock().now(), deps.context});
  std::vector<std::string_view> texts{*answer.body};
  for (const auto& part : answer.rest)
    texts.emplace_back(*part);
  const auto parts = rounds.next(
      texts, {{"host", host}, {"instance", host}, {"job", std::string{job}}},
      std::chrono::floor<std::chrono::milliseconds>(taken));
  schedule(worker->accept(parts, taken));
  deps.latest_state->publish(worker->status());
}

void remote_writer_state::take_round() {
  const auto snapshot = deps.latest_snapshot->current();
  const bool ready = find_host(snapshot->engine());
  if (ready)
    send_samples(snapshot);
  // Rounds that a slow receiver has prevented are left out.
  const auto pause = ready ? deps.url.interval : std::chrono::milliseconds{look_pause};
  const auto now = self->clock().now();
  due = std::max(due + pause, now);
  self->delayed_send(self, due - now, round_atom_v);
}

void remote_writer_state::attempt(std::uint64_t number) {
  if (number != epoch)
    return;
  schedule(worker->attempt());
  deps.latest_state->publish(worker->status());
}

remote_writer_actor::behavior_type remote_writer(
    remote_writer_actor::stateful_pointer<remote_writer_state> self, remote_writer_deps deps) {
  self->state.begin(std::move(deps));
  self->send(self, round_atom_v);
  return {
      [self](self_alarm_actor& router) { self->state.attach(std::move(router)); },
      [self](round_atom) { self->state.take_round(); },
      [self](tick_atom, std::uint64_t number) { self->state.attempt(number); },
  };
}

} // namespace docker_monitor::actors
